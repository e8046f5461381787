// Servers with TLS libraries of their own. Each accepts something that OpenSSL refuses.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Make(const std::string& server, const std::string& name, Policy policy, Voice voice) {
  Gate gate{server, name, name, std::move(policy)};
  gate.voice = voice;
  return gate;
}

/// Go does not look at key usage or key size, knows no revocation and no RSA-PSS keys.
std::vector<Gate> GoLike(const std::string& server) {
  const std::set<Client> tolerates = {Client::kNoDigitalSignature, Client::kWeakKey};
  const std::set<Client> keys = {Client::kRsaPss};
  const auto gate = [&](const char* name, Absence absence, bool verifies) {
    return Make(server, name,
                {.absence = absence,
                 .verifies = verifies,
                 .tolerates = tolerates,
                 .unsupported_keys = keys},
                Voice::kOneWord);
  };
  return {gate("request", Absence::kOptional, false), gate("require", Absence::kRequired, false),
          gate("verify-if-given", Absence::kOptional, true),
          gate("require-and-verify", Absence::kRequired, true)};
}

std::vector<Gate> CaddyHosts() {
  Gate hosts = Make("caddy", "hosts", {}, Voice::kOneWord);
  hosts.only = {Client::kNone, Client::kGood, Client::kUntrusted, Client::kP256};
  Gate other = Reached(hosts, "hosts, other SNI", {.sni = "open.test", .host = "secure.test"});
  other.always = "server.host-mismatch";
  Gate unknown =
      Reached(hosts, "hosts, unknown SNI", {.sni = "nowhere.test", .host = "secure.test"});
  unknown.always = "path.unknown-name";
  return {Reached(hosts, "hosts, right name", {.sni = "secure.test", .host = "secure.test"}), other,
          unknown};
}

std::vector<Gate> Java() {
  const std::set<Client> tolerates = {Client::kWeakKey, Client::kSha1};
  const auto gate = [&](const char* name, Absence absence, Voice voice) {
    return Make("java", name, {.absence = absence, .tolerates = tolerates}, voice);
  };
  return {gate("https-need", Absence::kRequired, Voice::kSilent),
          gate("https-want", Absence::kOptional, Voice::kSilent),
          gate("socket-need", Absence::kRequired, Voice::kOneWord),
          gate("socket-want", Absence::kOptional, Voice::kOneWord)};
}

std::vector<Gate> Node() {
  Gate request =
      Make("node", "request", {.absence = Absence::kOptional, .verifies = false}, Voice::kSilent);
  // Dropped or served, by chance.
  request.without = {Client::kTwin};
  return {request, Make("node", "reject", {.tolerates = {Client::kWeakKey}}, Voice::kSilent),
          Make("node", "crl-all", {.lists = Lists::kAll, .tolerates = {Client::kWeakKey}},
               Voice::kSilent)};
}

std::vector<Gate> Gnutls() {
  const std::set<Client> tolerates = {Client::kWrongEku, Client::kWeakKey};
  // A key that may not sign cannot prove itself to GnuTLS, whether or not the chain is checked.
  std::set<Client> all_but_usage;
  for (const Client client : AllClients()) {
    if (client != Client::kNoDigitalSignature && client != Client::kWrongKey) {
      all_but_usage.insert(client);
    }
  }
  Gate silent = Make("lighttpd-gnutls", "enforce", {.tolerates = tolerates, .announces = false},
                     Voice::kOneWord);
  // Its depth limit is its own affair.
  silent.without = {Client::kDeep2, Client::kDeep3};
  return {Make("gnutls-serv", "request",
               {.absence = Absence::kOptional, .tolerates = all_but_usage}, Voice::kOneWord),
          Make("gnutls-serv", "require", {.tolerates = all_but_usage}, Voice::kOneWord),
          Make("gnutls-serv", "verify", {.tolerates = tolerates}, Voice::kOneWord),
          Make("gnutls-serv", "crl-all",
               {.lists = Lists::kAll, .lists_must_be_complete = false, .tolerates = tolerates},
               Voice::kOneWord),
          silent};
}

}  // namespace

std::vector<Gate> OtherGates() {
  std::vector<Gate> all;
  for (auto part : {GoLike("go"), GoLike("caddy"), CaddyHosts(), Java(), Node(), Gnutls()}) {
    for (Gate& gate : part) all.push_back(std::move(gate));
  }
  return all;
}

}  // namespace shakedown::matrix
