// docs/conformance.md is made from the suites, so that it never says more than they do.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/text.h"
#include "scenario/loader.h"
#include "tests/support/golden.h"

namespace shakedown::scenario {
namespace {

constexpr const char* kSuites[] = {
    "client-certificate", "certificate-verify", "path-validation", "validity", "usage", "sizes"};

constexpr const char* kHead = R"(# Conformance

What the conformance suites ask of a server that wants client certificates. This page is made from the suites; a test holds it
to them.

    shakedown run scenarios/certificate-verify.xml --target https://gate.example/ --ca-cert ca.pem --ca-key ca.key

The alert is not the verdict: what counts is whether the request is answered. An alert of any kind, a close, and an HTTP
refusal are all refusals; so name a path that only authenticated clients may see. Damage that found nothing to be done to ends
its case without a verdict.

Ids are stable; behind a full stop stands a variant of the same requirement. Grades: **security**, somebody gets in who should
not; **interop**, good clients stay out or odd ones get in; **hygiene**, good practice; **control**, proves that the method
works with this server. `--profile security` runs the first and the last, `--profile interop` these and the second. Cases marked "other servers" are not run against the built-in peer, whose TLS library fails them.
)";

constexpr const char* kRest = R"(
## Not asked yet

| what | because |
|---|---|
| `cc-ber-not-der`, `cc-trailing-der`, `cc-delegated-unoffered`, `cc-compressed-bomb`, `cc-url-ignored` | needs certificates and messages that no element of the suite format makes |
| `cc-root-included`, `cc-extra-unrelated`, `cc-misordered`, `cc-identity-is-first`, `pv-alt-path`, `pv-depth` | needs chains that are put together by hand |
| `cc-after-handshake`, answers to post-handshake requests | needs damage under application keys |
| `cv-replay`, `cv-cert-swap` | needs octets of an earlier connection |
| `cv-mldsa`, raw public keys and compression where they are offered | needs a newer TLS library |
| `pv-md5`, `pv-explicit-curve`, `pv-rsa-odd`, `pv-nc-blowup`, `pv-policy`, `pv-proxy-cert`, names and identity mapping | needs certificates that cannot be minted yet |
| revocation while the server runs, trust that changes, configuration that fails open | needs a command that changes and reloads the server |
| post-handshake, renegotiation, resumption, ALPN, plain HTTP, downgrade, time | the other suites ask part of it; no conformance suite does yet |
| clients under test | `shakedown serve` shows what they do; no suite asks it |
)";

bool Has(const std::vector<std::string>& words, const char* word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Grade(const ScenarioModel& scenario) {
  for (const char* grade : {"security", "interop", "hygiene", "control"}) {
    if (Has(scenario.tags, grade)) return grade;
  }
  ADD_FAILURE() << scenario.id << " has no grade";
  return "";
}

std::string Row(const ScenarioModel& scenario) {
  const std::string elsewhere = Has(scenario.requires_, "external-target") ? ", other servers" : "";
  return "| `" + scenario.id + "` | " + Grade(scenario) + elsewhere + " | " + scenario.tls + " | " +
         scenario.title + " | " + Joined(scenario.references, ", ") + " |\n";
}

TEST(ConformancePage, SaysWhatTheSuitesAsk) {
  std::string page = kHead;
  for (const char* name : kSuites) {
    const LoadedSuite loaded =
        LoadSuite(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + name + ".xml");
    ASSERT_TRUE(loaded.ok()) << name;
    page += "\n## " + loaded.suite.title + "\n\n`scenarios/" + name +
            ".xml`: " + loaded.suite.description +
            "\n\n| id | grade | TLS | what | sources |\n|---|---|---|---|---|\n";
    for (const ScenarioModel& scenario : loaded.suite.scenarios) {
      EXPECT_FALSE(scenario.description.empty()) << scenario.id;
      EXPECT_FALSE(scenario.references.empty()) << scenario.id;
      page += Row(scenario);
    }
  }
  testing_support::ExpectGolden(page + kRest, "docs/conformance.md");
}

}  // namespace
}  // namespace shakedown::scenario
