// HAProxy refuses in TLS, has no depth limit, and can be told to ignore errors.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Haproxy(const std::string& name, Policy policy) {
  return Gate{"haproxy", name, name, std::move(policy)};
}

}  // namespace

std::vector<Gate> HaproxyGates() {
  Gate hosts = Haproxy("hosts", {});
  hosts.only = kFew;
  // No binding between the two names: whoever asks for the open one is served as the strict one.
  Gate around = Reached(hosts, "hosts, other SNI", {.sni = "open.test", .host = "secure.test"});
  around.policy.absence = Absence::kNotAsked;
  Gate front = Haproxy("front", {.absence = Absence::kNotAsked});
  front.only = kFew;
  front.always = "path.tls-terminated";
  front.alternates = {"accepted"};
  front.why_alternates =
      "a gateway error is any fault behind the front; only what stands there knows";
  return {
      Haproxy("required", {}),
      Haproxy("optional", {.absence = Absence::kOptional}),
      Haproxy("off", {.absence = Absence::kNotAsked}),
      Haproxy("crl-root", {.lists = Lists::kRoot}),
      Haproxy("crl-all", {.lists = Lists::kAll}),
      Haproxy("crl-stale", {.lists = Lists::kStale}),
      Haproxy("ignore-leaf",
              {.tolerates = {Client::kWithheldIntermediate, Client::kLeafOnly, Client::kUntrusted,
                             Client::kTwin, Client::kSelfSigned, Client::kExpired,
                             Client::kNotYetValid, Client::kWrongEku, Client::kNoDigitalSignature,
                             Client::kWeakKey, Client::kSha1, Client::kRevoked}}),
      // An unknown root is an error of an authority too, if it is sent along.
      Haproxy("ignore-ca", {.tolerates = {Client::kExpiredIntermediate, Client::kUntrustedWhole}}),
      Reached(hosts, "hosts, right name", {.sni = "secure.test", .host = "secure.test"}),
      around,
      front,
  };
}

}  // namespace shakedown::matrix
