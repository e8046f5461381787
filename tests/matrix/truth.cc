// What is true of a cell, from what was done to the certificate and what the gate was told to do.
#include <algorithm>

#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

/// Intermediates that the client presents above its leaf, or a chain needs.
int Intermediates(Client client) {
  switch (client) {
    case Client::kViaIntermediate:
    case Client::kWithheldIntermediate:
    case Client::kLeafOnly:
    case Client::kExpiredIntermediate: return 1;
    case Client::kDeep2: return 2;
    case Client::kDeep3: return 3;
    default: return 0;
  }
}

/// What is wrong with the client by itself; empty if nothing is.
std::string OwnDefect(Client client) {
  switch (client) {
    case Client::kWithheldIntermediate:
    case Client::kLeafOnly: return "certificate.missing-intermediate";
    case Client::kUntrusted:
    case Client::kUntrustedWhole:
    case Client::kTwin: return "certificate.untrusted-issuer";
    case Client::kSelfSigned: return "certificate.self-signed";
    case Client::kExpired:
    case Client::kExpiredIntermediate: return "certificate.expired";
    case Client::kNotYetValid: return "certificate.not-yet-valid";
    case Client::kWrongEku:
    case Client::kNoDigitalSignature: return "certificate.wrong-purpose";
    case Client::kWeakKey:
    case Client::kSha1: return "certificate.weak";
    default: return "";
  }
}

/// What the gate holds against the client; more than one entry if two things are wrong.
std::vector<std::string> Objections(const Policy& policy, Client client) {
  std::vector<std::string> found;
  const bool linked = client == Client::kWithheldIntermediate || client == Client::kLeafOnly
                          ? policy.trust == Trust::kRootAndIssuing
                          : false;
  if (policy.trust == Trust::kIssuing) return {"server.misconfigured-trust"};
  if (policy.trust == Trust::kSecond) return {"certificate.untrusted-issuer"};
  if (policy.trust == Trust::kPinned && client != Client::kGood) {
    return {client == Client::kSelfSigned ? "certificate.self-signed"
                                          : "certificate.untrusted-issuer"};
  }
  if (const std::string own = OwnDefect(client); !own.empty() && !linked) found.push_back(own);
  const int intermediates = Intermediates(client);
  const bool whole = found.empty() || client == Client::kExpiredIntermediate;
  if (whole && policy.max_intermediates >= 0 && intermediates > policy.max_intermediates) {
    found.push_back("certificate.too-deep");
  }
  if (policy.lists == Lists::kStale) found.push_back("certificate.revocation-unknown");
  const bool uncovered =
      client == Client::kExpiredIntermediate || (policy.lists == Lists::kRoot && intermediates > 0);
  if (policy.lists != Lists::kNone && policy.lists_must_be_complete && uncovered && whole) {
    found.push_back("certificate.revocation-unknown");
  }
  if (policy.lists != Lists::kNone && client == Client::kRevoked) {
    found.push_back("certificate.revoked");
  }
  return found;
}

std::optional<std::string> CauseOf(const Gate& gate, Client client) {
  const Policy& policy = gate.policy;
  const auto absent = [&policy](const char* required) {
    return std::string(policy.absence == Absence::kRequired ? required : "accepted");
  };
  if (policy.absence == Absence::kNotAsked) return "accepted";
  if (client == Client::kNone) return absent("client.no-identity");
  if (policy.unsupported_keys.contains(client)) return absent("client.key-not-accepted");
  // Whoever asks for a certificate checks that the client holds its key.
  if (client == Client::kWrongKey) {
    if (policy.verifies && !Objections(policy, client).empty()) return std::nullopt;
    return "certificate.proof-failed";
  }
  if (!policy.verifies || policy.tolerates.contains(client)) return "accepted";
  const std::vector<std::string> objections = Objections(policy, client);
  if (objections.size() > 1) return std::nullopt;
  return objections.empty() ? "accepted" : objections.front();
}

void Add(Truth& truth, std::initializer_list<const char*> ids, const char* why) {
  for (const char* id : ids) {
    if (id != truth.cause) truth.alternates.emplace_back(id);
  }
  truth.why = why;
}

/// The same certificate from a stranger and from an unknown intermediate of a friend look alike.
bool AddIssuerDoubt(const Gate& gate, Client client, Truth& truth) {
  const bool alone = client == Client::kUntrusted || client == Client::kLeafOnly;
  const bool issuer = truth.cause == "certificate.untrusted-issuer" ||
                      truth.cause == "certificate.missing-intermediate";
  if (!alone || !issuer || gate.policy.trust != Trust::kRoot) return false;
  Add(truth, {"certificate.untrusted-issuer", "certificate.missing-intermediate"},
      "a leaf alone, of an issuer that nobody here knows: an intermediate below a trusted "
      "authority and a strange authority look the same");
  return true;
}

/// Whether a client with the server's files can see what is wrong.
bool IsVisible(Client client, const Truth& truth, bool with_trust) {
  // A depth limit stands in no file.
  if (truth.cause == "certificate.too-deep") return false;
  const bool in_files = truth.cause == "certificate.revoked" ||
                        truth.cause == "certificate.revocation-unknown" ||
                        truth.cause == "server.misconfigured-trust" || client == Client::kTwin;
  return in_files ? with_trust : true;
}

/// Nothing wrong can be seen, and the server has one word for everything, or none.
void AddHiddenDoubt(const Gate& gate, Client client, Truth& truth, bool with_trust) {
  if (gate.voice == Voice::kAlerts || truth.cause == "accepted") return;
  if (IsVisible(client, truth, with_trust)) return;
  if (gate.voice == Voice::kSilent) {
    Add(truth,
        {"certificate.revoked", "certificate.untrusted-issuer", "certificate.revocation-unknown",
         "certificate.too-deep", "certificate.not-authorised", "path.closed-without-reason"},
        "nothing wrong can be seen from the client's side, and the server closes, or answers 403, "
        "for whatever reason it has");
    return;
  }
  // With the files at hand only what stands in none of them is left.
  if (with_trust) return;
  Add(truth,
      {"certificate.revoked", "certificate.untrusted-issuer", "certificate.revocation-unknown"},
      "nothing wrong can be seen from the client's side, and the server has one word for "
      "everything: revoked, no current revocation list, an authority of the same name");
  if (Intermediates(client) > 0) truth.alternates.emplace_back("certificate.too-deep");
  if (!gate.policy.announces) truth.alternates.emplace_back("certificate.missing-intermediate");
}

/// A default limit would refuse the chain even if its lists were complete.
void AddLimitDoubt(const Gate& gate, Client client, Truth& truth, bool with_trust) {
  const bool list = truth.cause == "certificate.revocation-unknown" && Intermediates(client) > 1;
  if (!list || gate.voice != Voice::kOneWord || !with_trust) return;
  Add(truth, {"certificate.too-deep"},
      "one word for everything, and a limit of one intermediate, which is the default, would "
      "refuse this chain even if its revocation lists were complete");
}

}  // namespace

Gate Reached(Gate gate, std::string name, Approach approach) {
  gate.name = std::move(name);
  gate.approach = std::move(approach);
  return gate;
}

std::vector<Gate> AllGates() {
  std::vector<Gate> all;
  for (auto part : {NginxGates(), ApacheGates(), HaproxyGates(), FrontGates(), OpensslGates(),
                    ProtocolGates(), OtherGates()}) {
    for (Gate& gate : part) all.push_back(std::move(gate));
  }
  return all;
}

std::string EnforcementOf(const Gate& gate) {
  if (!gate.always.empty() || gate.listener == "front-asks") return {};
  switch (gate.policy.absence) {
    case Absence::kNotAsked: return "not-requested";
    case Absence::kOptional: return "optional";
    case Absence::kRequired: break;
  }
  return gate.enforced;
}

std::optional<Truth> TruthOf(const Gate& gate, Client client, tls::Version version,
                             bool with_trust) {
  if (gate.version && *gate.version != version) return std::nullopt;
  if (!gate.only.empty() && !gate.only.contains(client)) return std::nullopt;
  if (gate.without.contains(client)) return std::nullopt;
  Truth truth;
  if (!gate.always.empty()) {
    truth = {gate.always, gate.alternates, gate.why_alternates};
    return truth;
  }
  const std::optional<std::string> cause = CauseOf(gate, client);
  if (!cause) return std::nullopt;
  truth.cause = *cause;
  if (gate.listener == "front-asks" && truth.cause == "accepted") {
    truth.cause = "path.tls-terminated";
  }
  if (!AddIssuerDoubt(gate, client, truth)) AddHiddenDoubt(gate, client, truth, with_trust);
  if (truth.alternates.empty()) AddLimitDoubt(gate, client, truth, with_trust);
  return truth;
}

}  // namespace shakedown::matrix
