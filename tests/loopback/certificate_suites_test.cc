// The suites on certificates, unchanged, against a real nginx: it fails what is known of its TLS
// library, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>
#include <string>

#include "cli/exit_code.h"
#include "tests/support/nginx.h"

namespace shakedown {
namespace {

using testing_support::Nginx;
using testing_support::ProgramResult;
using testing_support::RunProgram;

/// The scenarios with a case of that verdict in a JUnit report.
std::set<std::string> With(const std::string& junit, const char* verdict) {
  pugi::xml_document document;
  std::set<std::string> names;
  if (!document.load_file(junit.c_str())) return {"no report"};
  for (const auto& found : document.select_nodes("/testsuites/testsuite/testcase")) {
    const std::string name = found.node().attribute("name").value();
    if (found.node().child(verdict)) names.insert(name.substr(0, name.find('[')));
  }
  return names;
}

TEST(CertificateSuites, NginxFailsWhatItsLibraryOverlooks) {
  const Nginx nginx({.depth = "9"});
  ASSERT_TRUE(nginx.running()) << nginx.Log();
  std::vector<std::string> words = {SHAKEDOWN_BINARY, "run"};
  for (const char* suite : {"client-certificate", "path-validation", "usage", "identity-mapping"}) {
    words.push_back(std::string(SHAKEDOWN_SOURCE_DIR) + "/scenarios/" + suite + ".xml");
  }
  for (const std::string& word :
       {std::string("--target"),    nginx.url(),
        std::string("--server-ca"), nginx.File("server-ca.pem"),
        std::string("--ca-cert"),   nginx.File("ca.pem"),
        std::string("--ca-key"),    nginx.File("ca.key"),
        std::string("--set"),       std::string("admin_seen=[CN=gate-admin]"),
        std::string("--set"),       std::string("lenient_host=lenient.test"),
        std::string("--set"),       std::string("verified_seen=verified: SUCCESS"),
        std::string("--not-tag"),   std::string("slow"),
        std::string("--jobs"),      std::string("8"),
        std::string("--junit"),     nginx.File("junit.xml")}) {
    words.push_back(word);
  }
  const ProgramResult result = RunProgram(words, {"SSLKEYLOGFILE"}, {}, Milliseconds(110000));
  EXPECT_EQ(result.exit_code, cli::kExitFailure) << result.out << result.err;
  const std::string junit = nginx.File("junit.xml");
  EXPECT_EQ(With(junit, "failure"),
            (std::set<std::string>{"cc-ber-not-der", "cc-ber-not-der.signed", "cc-unsolicited-ext",
                                   "cc-v1", "pv-policy", "pv-rsa-odd", "pv-serial",
                                   "use-ca-as-client", "use-ku-agreement"}))
      << result.out;
  EXPECT_EQ(With(junit, "error"), std::set<std::string>());
  // The CA of the server is nobody's to mint with; a host that insists on nothing is not there.
  EXPECT_EQ(With(junit, "skipped"),
            (std::set<std::string>{"cc-empty-optional", "pv-int-not-anchor", "use-eku-any"}));
}

}  // namespace
}  // namespace shakedown
