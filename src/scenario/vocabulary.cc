// The closed vocabularies: words of the format, of the diagnosis and of the IANA registries.
#include <map>
#include <mutex>

#include "attempt/damage.h"
#include "attempt/protocol.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/served.h"
#include "scenario/loader.h"
#include "scenario/value.h"
#include "tls/code_points.h"

namespace shakedown::scenario {
namespace {

using diagnosis::Enforcement;
using diagnosis::Layer;
using diagnosis::Outcome;

template <typename Enum>
std::vector<std::string> NamesOf(std::initializer_list<Enum> values) {
  std::vector<std::string> names;
  for (const Enum value : values) names.emplace_back(ToString(value));
  return names;
}

/// Every name that the registry of a code point type gives to one value up to `last`; values out of
/// a block with one name are written as numbers.
template <typename CodePoint>
std::vector<std::string> RegistryNames(uint32_t last) {
  std::vector<std::string> names;
  for (uint32_t value = 0; value <= last; ++value) {
    const auto point = static_cast<CodePoint>(value);
    if (!tls::IsKnown(point)) continue;
    std::string name = tls::Name(point);
    if (name.find('(') == std::string::npos) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> CauseIds() {
  std::vector<std::string> ids;
  for (const diagnosis::CauseInfo& cause : diagnosis::Causes()) ids.emplace_back(cause.id);
  return ids;
}

std::vector<std::string> StarttlsNames() {
  std::vector<std::string> names;
  for (const attempt::Protocol& row : attempt::Protocols()) {
    if (!row.scheme.empty()) names.emplace_back(row.name);
  }
  return names;
}

std::vector<std::string> ClientOutcomes() {
  using enum diagnosis::ServedOutcome;
  std::vector<std::string> names = NamesOf({kPresented, kUnfit, kNothing, kEnded, kDistrusts,
                                            kDeclined, kNotAsked, kNoHandshake, kNotTls, kSilent});
  names.emplace_back("absent");
  return names;
}

std::vector<std::string> DamageMessages() {
  std::vector<std::string> names;
  for (const auto message : attempt::AllDamageMessages()) names.emplace_back(ToString(message));
  return names;
}

std::vector<std::string> MakeVocabulary(ValueKind kind) {
  switch (kind) {
    case ValueKind::kBoolean: return {"yes", "no"};
    case ValueKind::kOutcome: {
      auto names = NamesOf({Outcome::kAccepted, Outcome::kRefused, Outcome::kNoVerdict});
      names.emplace_back("decided");
      return names;
    }
    case ValueKind::kSeen: return {"yes", "no", "if-served"};
    case ValueKind::kNameMatch: return words::kNameMatches;
    case ValueKind::kCapabilities: return words::kCapabilities;
    case ValueKind::kVersion: return words::kVersions;
    case ValueKind::kFlaw: return words::kFlaws;
    case ValueKind::kDefect: return words::kDefects;
    case ValueKind::kIssuer: return words::kIssuers;
    case ValueKind::kKeyKind: return words::kKeyKinds;
    case ValueKind::kBehaviour: return words::kBehaviours;
    case ValueKind::kHeaderForm: return words::kHeaderForms;
    case ValueKind::kPeerProtocols: return words::kPeerProtocols;
    case ValueKind::kTrust:
    case ValueKind::kAnnounce: return words::kTrust;
    case ValueKind::kDamage: return words::kDamage;
    case ValueKind::kDamageMessage: return DamageMessages();
    case ValueKind::kDamageTime: return words::kDamageTimes;
    case ValueKind::kEarlyData: return words::kEarlyData;
    case ValueKind::kOcspManner: return words::kOcspManners;
    case ValueKind::kTrustState: return words::kTrustStates;
    case ValueKind::kCrlState: return words::kCrlStates;
    case ValueKind::kPolicy: return words::kPolicies;
    case ValueKind::kTicketForm: return words::kTicketForms;
    case ValueKind::kEarlyDataFates: return words::kEarlyDataFates;
    case ValueKind::kRenegotiationFates: return words::kRenegotiationFates;
    case ValueKind::kRequestRules: return words::kRequestRules;
    case ValueKind::kLayer:
      return NamesOf({Layer::kConnect, Layer::kTls, Layer::kHttp, Layer::kApplication});
    case ValueKind::kStarttls: return StarttlsNames();
    case ValueKind::kRequestTime: return words::kRequestTimes;
    case ValueKind::kServerCertificate: return words::kServerCertificates;
    case ValueKind::kAnnounceMany: return words::kAnnounceMany;
    case ValueKind::kMisstep: return words::kMissteps;
    case ValueKind::kAlertMoment: return words::kAlertMoments;
    case ValueKind::kProgramEnd: return words::kProgramEnds;
    case ValueKind::kClientOutcomes: return ClientOutcomes();
    case ValueKind::kCauses: return CauseIds();
    case ValueKind::kEnforcements:
      return NamesOf({Enforcement::kUnknown, Enforcement::kNotRequested, Enforcement::kOptional,
                      Enforcement::kRequiredTls, Enforcement::kRequiredHttp,
                      Enforcement::kRequiredLater});
    case ValueKind::kSignatureScheme:
    case ValueKind::kSignatureSchemes: return RegistryNames<tls::SignatureScheme>(0xFFFF);
    case ValueKind::kCertificateType:
    case ValueKind::kCertificateTypes: return RegistryNames<tls::ClientCertificateType>(0xFF);
    case ValueKind::kAlerts: {
      auto names = RegistryNames<tls::AlertDescription>(0xFF);
      names.emplace_back("none");
      return names;
    }
    default: return {};
  }
}

}  // namespace

const std::vector<std::string>& Vocabulary(ValueKind kind) {
  // Built once: the registries are large and a suite asks for every value in it.
  static std::mutex mutex;
  static std::map<ValueKind, std::vector<std::string>> made;
  const std::lock_guard lock(mutex);
  const auto found = made.find(kind);
  if (found != made.end()) return found->second;
  return made.emplace(kind, MakeVocabulary(kind)).first->second;
}

}  // namespace shakedown::scenario
