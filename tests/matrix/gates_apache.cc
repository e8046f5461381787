// Apache httpd refuses in TLS, asks for single paths after the request, and counts depth from the
// root: 1 is a certificate issued by the root itself.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Apache(const std::string& name, Policy policy) {
  return Gate{"apache", name, name, std::move(policy)};
}

std::vector<Gate> Modes() {
  Gate application = Apache("application", {});
  application.enforced = "required-http";
  return {
      Apache("require", {.max_intermediates = 0}),
      Apache("depth-9", {}),
      Apache("optional", {.absence = Absence::kOptional}),
      Apache("optional-no-ca",
             {.absence = Absence::kOptional,
              .tolerates = {Client::kWithheldIntermediate, Client::kLeafOnly, Client::kUntrusted,
                            Client::kUntrustedWhole, Client::kSelfSigned}}),
      Apache("off", {.absence = Absence::kNotAsked}),
      Apache("crl-all", {.lists = Lists::kAll}),
      Apache("crl-stale", {.lists = Lists::kStale}),
      application,
  };
}

std::vector<Gate> Locations() {
  Gate location = Apache("location", {});
  location.approach.path = "/secure/";
  location.enforced = "required-later";
  Gate early = location;
  early.name = "location, renegotiation";
  early.version = tls::Version::kTls12;
  Gate late = location;
  late.name = "location, late answer";
  late.version = tls::Version::kTls13;
  late.approach.offer_post_handshake_auth = true;
  Gate cannot = location;
  cannot.name = "location, no late answer";
  cannot.version = tls::Version::kTls13;
  cannot.always = "server.late-request";
  cannot.only = kFew;
  Gate open = location;
  open.name = "location, other path";
  open.approach.path = "/";
  open.policy.absence = Absence::kNotAsked;
  open.only = kFew;
  return {early, late, cannot, open};
}

std::vector<Gate> HostsAndFront() {
  Gate hosts = Apache("hosts", {.max_intermediates = 0});
  hosts.only = kFew;
  Gate no_name = Reached(hosts, "hosts, no SNI", {.sni = "", .host = "secure.test"});
  no_name.always = "server.host-mismatch";
  Gate other = Reached(hosts, "hosts, other SNI", {.sni = "open.test", .host = "secure.test"});
  other.always = "server.host-mismatch";
  Gate front = Apache("front", {.absence = Absence::kNotAsked});
  front.only = kFew;
  front.always = "path.tls-terminated";
  front.alternates = {"accepted"};
  front.why_alternates =
      "a gateway error is any fault behind the front; only what stands there knows";
  return {Reached(hosts, "hosts, right name", {.sni = "secure.test", .host = "secure.test"}),
          no_name, other, front};
}

}  // namespace

std::vector<Gate> ApacheGates() {
  std::vector<Gate> all;
  for (auto part : {Modes(), Locations(), HostsAndFront()}) {
    for (Gate& gate : part) all.push_back(std::move(gate));
  }
  return all;
}

}  // namespace shakedown::matrix
