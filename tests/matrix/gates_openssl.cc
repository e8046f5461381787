// Servers that leave the verdict to OpenSSL and pass its alert on.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Make(const std::string& server, const std::string& name, Policy policy) {
  return Gate{server, name, name, std::move(policy)};
}

std::vector<Gate> Stunnel() {
  Gate pinned = Make("stunnel", "verify-peer", {.trust = Trust::kPinned});
  pinned.only = {Client::kNone, Client::kGood,    Client::kUntrusted, Client::kSelfSigned,
                 Client::kP256, Client::kEd25519, Client::kWrongKey};
  return {Make("stunnel", "require-only", {.verifies = false}), Make("stunnel", "verify-chain", {}),
          pinned, Make("stunnel", "crl-all", {.lists = Lists::kAll})};
}

std::vector<Gate> Lighttpd() {
  Gate optional = Make("lighttpd", "optional", {.absence = Absence::kOptional, .verifies = false});
  // The connection is dropped or served, by chance.
  optional.without = {Client::kTwin};
  Gate names = Make("lighttpd", "other-names", {.trust = Trust::kSecond});
  names.only = {Client::kNone, Client::kGood, Client::kUntrusted, Client::kP256,
                Client::kViaIntermediate};
  return {Make("lighttpd", "enforce", {}), optional,
          Make("lighttpd", "depth-1", {.max_intermediates = 0}),
          Make("lighttpd", "crl-all", {.lists = Lists::kAll}), names};
}

std::vector<Gate> Openssl() {
  return {Make("s_server", "ask", {.absence = Absence::kOptional, .verifies = false}),
          Make("s_server", "ask-strict", {.absence = Absence::kOptional}),
          Make("s_server", "require-only", {.verifies = false}),
          Make("s_server", "strict", {}),
          Make("s_server", "crl-leaf", {.lists = Lists::kRoot}),
          Make("s_server", "crl-all", {.lists = Lists::kAll}),
          Make("s_server", "crl-stale", {.lists = Lists::kStale})};
}

std::vector<Gate> Python() {
  return {Make("python", "required", {.announces = false}),
          Make("python", "optional", {.absence = Absence::kOptional, .announces = false}),
          Make("python", "crl-leaf", {.lists = Lists::kRoot, .announces = false})};
}

std::vector<Gate> Mosquitto() {
  std::vector<Gate> gates = {
      Make("mosquitto", "require", {.announces = false}),
      Make("mosquitto", "off", {.absence = Absence::kNotAsked}),
      Make("mosquitto", "crl-all", {.lists = Lists::kAll, .announces = false})};
  for (Gate& gate : gates) gate.approach.scheme = "mqtts";
  return gates;
}

}  // namespace

std::vector<Gate> OpensslGates() {
  std::vector<Gate> all;
  for (auto part : {Stunnel(), Lighttpd(), Openssl(), Python(), Mosquitto()}) {
    for (Gate& gate : part) all.push_back(std::move(gate));
  }
  return all;
}

}  // namespace shakedown::matrix
