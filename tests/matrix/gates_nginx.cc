// nginx finishes every handshake and answers HTTP 400 afterwards.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Nginx(const std::string& name, Policy policy) {
  Gate gate{"nginx", name, name, std::move(policy)};
  gate.voice = Voice::kOneWord;
  gate.enforced = "required-http";
  return gate;
}

std::vector<Gate> Modes() {
  return {
      Nginx("on", {.max_intermediates = 1}),
      Nginx("optional", {.absence = Absence::kOptional, .max_intermediates = 1}),
      Nginx("optional-no-ca", {.absence = Absence::kOptional,
                               .max_intermediates = 1,
                               .tolerates = {Client::kWithheldIntermediate, Client::kLeafOnly,
                                             Client::kUntrusted, Client::kUntrustedWhole,
                                             Client::kDeep2, Client::kDeep3, Client::kSelfSigned}}),
      Nginx("off", {.absence = Absence::kNotAsked}),
      Nginx("depth-0", {.max_intermediates = 0}),
      Nginx("depth-9", {}),
      Nginx("crl-root", {.lists = Lists::kRoot}),
      Nginx("crl-all", {.lists = Lists::kAll}),
      Nginx("crl-stale", {.max_intermediates = 1, .lists = Lists::kStale}),
      Nginx("bundle", {.max_intermediates = 1, .trust = Trust::kRootAndIssuing}),
      Nginx("rsa-only", {.max_intermediates = 1,
                         .unsupported_keys = {Client::kP256, Client::kP521, Client::kEd25519,
                                              Client::kRsaPss}}),
  };
}

std::vector<Gate> Pages() {
  Gate page = Nginx("page-403", {.max_intermediates = 1});
  page.voice = Voice::kSilent;
  Gate silent = Nginx("silent", {.max_intermediates = 1});
  silent.voice = Voice::kSilent;
  Gate application = Nginx("application", {.absence = Absence::kRequired, .max_intermediates = 1});
  // The trust file holds an intermediate and not its root: nobody can get in.
  Gate issuing = Nginx("issuing", {.trust = Trust::kIssuing});
  issuing.only = {Client::kNone, Client::kViaIntermediate, Client::kWithheldIntermediate,
                  Client::kLeafOnly};
  return {page, silent, application, issuing};
}

std::vector<Gate> Hosts() {
  Gate hosts = Nginx("hosts", {.max_intermediates = 1});
  hosts.only = kFew;
  Gate strict = hosts;
  strict.listener = "strict-hosts";
  Gate no_name = Reached(hosts, "hosts, no SNI", {.sni = "", .host = "secure.test"});
  no_name.always = "server.no-request-sni";
  Gate unknown =
      Reached(hosts, "hosts, unknown SNI", {.sni = "nowhere.test", .host = "secure.test"});
  unknown.always = "server.no-request-sni";
  Gate other = Reached(strict, "two strict hosts", {.sni = "secure.test", .host = "other.test"});
  other.always = "server.host-mismatch";
  Gate back =
      Reached(strict, "two strict hosts, back", {.sni = "other.test", .host = "secure.test"});
  back.always = "server.host-mismatch";
  back.policy.trust = Trust::kSecond;
  return {Reached(hosts, "hosts, right name", {.sni = "secure.test", .host = "secure.test"}),
          no_name, unknown, other, back};
}

std::vector<Gate> Fronts() {
  Gate front = Nginx("front", {.absence = Absence::kNotAsked});
  front.only = kFew;
  front.always = "path.tls-terminated";
  Gate asks = Nginx("front-asks", {.max_intermediates = 1});
  return {front, asks};
}

}  // namespace

std::vector<Gate> NginxGates() {
  std::vector<Gate> all;
  for (auto part : {Modes(), Pages(), Hosts(), Fronts()}) {
    for (Gate& gate : part) all.push_back(std::move(gate));
  }
  return all;
}

}  // namespace shakedown::matrix
