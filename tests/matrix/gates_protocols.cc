// Servers of other protocols than HTTP. Some ask for TLS in clear, and some judge only once it
// stands.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Make(const std::string& server, const std::string& name, Policy policy, Approach approach) {
  Gate gate{server, name, name, std::move(policy)};
  gate.approach = std::move(approach);
  return gate;
}

/// Certificates are verified in TLS; whether there has to be one is a matter of the database.
std::vector<Gate> Postgres() {
  std::vector<Gate> gates = {
      Make("postgres", "require", {}, {.path = "/require", .scheme = "postgres"}),
      Make("postgres", "open", {.absence = Absence::kOptional},
           {.path = "/open", .scheme = "postgres"})};
  gates.front().enforced = "required-later";
  for (Gate& gate : gates) gate.without = {Client::kP521};
  // One curve is configured, and TLS 1.2 cannot tell the client which.
  Gate curve = gates.front();
  curve.name = "require, other curve";
  curve.policy.unsupported_keys = {Client::kP521};
  curve.without.clear();
  curve.only = {Client::kP521};
  curve.version = tls::Version::kTls12;
  gates.push_back(curve);
  for (Gate& gate : gates) gate.listener = "tls";
  return gates;
}

std::vector<Gate> Redis() {
  return {Make("redis", "require", {.announces = false}, {.scheme = "rediss"}),
          Make("redis", "optional", {.absence = Absence::kOptional, .announces = false},
               {.scheme = "rediss"}),
          Make("redis", "off", {.absence = Absence::kNotAsked}, {.scheme = "rediss"})};
}

/// TLS lets everybody in; who begins a login hears one sentence about all that is wrong.
std::vector<Gate> Dovecot() {
  std::vector<Gate> gates;
  for (const char* name : {"imap", "pop3s"}) {
    Gate gate = Make("dovecot", name, {}, {.scheme = name});
    gate.voice = Voice::kOneWord;
    gate.enforced = "required-later";
    // The connection is dropped or served, by chance.
    gate.without = {Client::kTwin};
    gates.push_back(gate);
  }
  return gates;
}

/// Built with GnuTLS, it closes without an alert.
std::vector<Gate> Slapd() {
  const std::set<Client> tolerates = {Client::kWrongEku, Client::kWeakKey};
  std::vector<Gate> gates = {
      Make("slapd", "demand", {.tolerates = tolerates}, {.scheme = "ldap"}),
      Make("slapd", "try-tls", {.absence = Absence::kOptional, .tolerates = tolerates},
           {.scheme = "ldaps"})};
  for (Gate& gate : gates) gate.voice = Voice::kSilent;
  return gates;
}

}  // namespace

std::vector<Gate> ProtocolGates() {
  std::vector<Gate> all;
  for (auto part : {Postgres(), Redis(), Dovecot(), Slapd()}) {
    for (Gate& gate : part) all.push_back(std::move(gate));
  }
  return all;
}

}  // namespace shakedown::matrix
