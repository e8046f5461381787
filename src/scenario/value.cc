#include "scenario/value.h"

#include <algorithm>

#include "attempt/alternative_name.h"
#include "attempt/target.h"
#include "core/clock.h"
#include "core/hex.h"
#include "core/text.h"
#include "scenario/loader.h"
#include "scenario/presented.h"
#include "scenario/source_text.h"
#include "tls/code_points.h"
#include "tls/distinguished_name.h"

namespace shakedown::scenario {
namespace {

using Problem = std::optional<ValueProblem>;

constexpr std::string_view kNamespaceName = "urn:shakedown:suite:1";
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";
constexpr size_t kMaxIntermediates = 9;
constexpr size_t kMaxHostName = 255;

bool Has(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }
bool IsAlphanumeric(char c) { return Has(kLower, c) || Has(kUpper, c) || Has(kDigits, c); }

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

ValueProblem Wrong(std::string_view value, std::string_view what, std::string hint = {}) {
  return {Quoted(value) + " is not " + std::string(what), std::move(hint), 0};
}

std::string ListOf(const std::vector<std::string>& words) {
  constexpr size_t kMostListed = 16;
  if (words.size() > kMostListed) return {};
  return "one of: " + Joined(words, ", ");
}

Problem OneOf(const std::vector<std::string>& words, std::string_view value,
              std::string_view what) {
  if (std::find(words.begin(), words.end(), value) != words.end()) return std::nullopt;
  const std::vector<std::string_view> candidates(words.begin(), words.end());
  const std::string_view nearest = NearestName(value, candidates);
  std::string hint =
      nearest.empty() ? ListOf(words) : "did you mean '" + std::string(nearest) + "'?";
  return Wrong(value, what, std::move(hint));
}

/// Applies `check` to each blank-separated word; at least one is needed.
template <typename Check>
Problem EachWord(std::string_view value, std::string_view what, Check check) {
  const auto words = Words(value);
  if (words.empty()) return ValueProblem{"the value is empty", "needs " + std::string(what), 0};
  for (const std::string_view word : words) {
    if (Problem problem = check(word)) {
      problem->at += static_cast<size_t>(word.data() - value.data());
      return problem;
    }
  }
  return std::nullopt;
}

Problem NotEmpty(std::string_view value) {
  if (!Trimmed(value).empty()) return std::nullopt;
  return ValueProblem{"the value is empty", {}, 0};
}

bool IsVersion(std::string_view text) {
  return std::find(words::kVersions.begin(), words::kVersions.end(), text) !=
         words::kVersions.end();
}

Problem CheckVersion(std::string_view value) {
  return OneOf(words::kVersions, value, "a TLS version");
}

Problem CheckVersionRange(std::string_view value) {
  const size_t dash = value.find('-');
  if (dash == std::string_view::npos) return CheckVersion(value);
  const std::string_view low = value.substr(0, dash);
  const std::string_view high = value.substr(dash + 1);
  if (!IsVersion(low) || !IsVersion(high)) {
    return Wrong(value, "a TLS version or range", "for example 1.2-1.3");
  }
  if (low > high) return Wrong(value, "a range: the lower version comes first");
  return std::nullopt;
}

Problem CheckDuration(std::string_view value, bool negative_allowed) {
  const auto duration = ParseDuration(value);
  if (!duration) {
    return Wrong(value, "a duration", "a number with a unit: ms, s, m, h, d or w, as in 500ms");
  }
  if (duration->count() < 0 && !negative_allowed) {
    return Wrong(value, "a time to wait: it is negative");
  }
  return std::nullopt;
}

Problem CheckCount(std::string_view value) {
  if (value.size() == 1 && Has(kDigits, value[0])) return std::nullopt;
  return Wrong(value, "a number from 0 to " + std::to_string(kMaxIntermediates));
}

Problem FromError(const Error& error) { return ValueProblem{error.message(), error.hint(), 0}; }

Problem CheckTargetUrl(std::string_view value) {
  const auto target = attempt::ParseTarget(value);
  return target ? std::nullopt : FromError(target.error());
}

Problem CheckEndpoint(std::string_view value) {
  const auto endpoint = attempt::ParseEndpoint(value);
  return endpoint ? std::nullopt : FromError(endpoint.error());
}

Problem CheckHops(std::string_view value) {
  if (value == "direct") return std::nullopt;
  return EachWord(value, "proxy URLs or the word direct", [](std::string_view word) -> Problem {
    if (word == "direct") return ValueProblem{"'direct' stands alone", {}, 0};
    const auto hop = attempt::ParseHop(word);
    return hop ? std::nullopt : FromError(hop.error());
  });
}

Problem CheckSecret(std::string_view value) {
  const bool known = value.starts_with("env:") || value.starts_with("file:");
  if (known && value.back() != ':') return std::nullopt;
  // The value is not repeated: it may be the passphrase itself.
  return ValueProblem{"this does not say where the passphrase is",
                      "write env:NAME for an environment variable or file:PATH for a file", 0};
}

Problem CheckIdentityReference(std::string_view word) {
  if (IsSlug(word)) return std::nullopt;
  return Wrong(word, "an identity's id", "lower-case letters, digits, '.', '_' and '-'");
}

bool IsVisibleAscii(char c) { return c > ' ' && c < 0x7F; }

Problem CheckHostName(std::string_view value) {
  if (value.size() <= kMaxHostName && All(value, IsVisibleAscii)) return std::nullopt;
  return Wrong(
      value, "a host name",
      "ASCII without blanks, at most 255 characters; write other names in their xn-- form");
}

Problem CheckHostField(std::string_view value) {
  if (value.empty()) return NotEmpty(value);
  return CheckHostName(value);
}

Problem CheckHttpToken(std::string_view value) {
  // RFC 9110 section 5.6.2.
  const bool token = !value.empty() && All(value, [](char c) {
    return IsAlphanumeric(c) || Has("!#$%&'*+-.^_`|~", c);
  });
  if (token) return std::nullopt;
  return Wrong(value, "an HTTP token", "letters, digits and !#$%&'*+-.^_`|~ without blanks");
}

Problem CheckHttpPath(std::string_view value) {
  if (value.starts_with('/') && All(value, IsVisibleAscii)) return std::nullopt;
  return Wrong(value, "an HTTP path", "it begins with / and holds no blank");
}

Problem CheckRequestTarget(std::string_view value) {
  if (!value.empty() && All(value, IsVisibleAscii)) return std::nullopt;
  return Wrong(value, "a request target",
               "ASCII without blanks, as in https://a.test/ or a.test:1");
}

Problem CheckOctets(std::string_view value) {
  constexpr size_t kMostOctets = 15'000;
  const bool number =
      !value.empty() && value.size() <= 5 && All(value, [](char c) { return Has(kDigits, c); });
  if (number && std::stoul(std::string(value)) <= kMostOctets) return std::nullopt;
  return Wrong(value, "a number of octets from 0 to " + std::to_string(kMostOctets));
}

Problem CheckHeaderValue(std::string_view value) {
  const bool fits =
      All(value, [](char c) { return static_cast<unsigned char>(c) >= ' ' || c == '\t'; });
  if (fits) return std::nullopt;
  return Wrong(value, "an HTTP header value", "line breaks are not allowed");
}

Problem CheckLibraryList(std::string_view value) {
  const bool fits = !value.empty() &&
                    All(value, [](char c) { return IsAlphanumeric(c) || Has(":+-_.@=!,*?/", c); });
  if (fits) return std::nullopt;
  return Wrong(value, "a list for the TLS library",
               "names separated by colons, as in X25519:P-256");
}

Problem CheckSignatureScheme(std::string_view value) {
  if (tls::SignatureSchemeFromName(value)) return std::nullopt;
  return OneOf(Vocabulary(ValueKind::kSignatureSchemes), value, "a signature algorithm");
}

Problem CheckCertificateType(std::string_view value) {
  if (tls::ClientCertificateTypeFromName(value)) return std::nullopt;
  return OneOf(Vocabulary(ValueKind::kCertificateTypes), value, "a certificate type");
}

Problem CheckAlert(std::string_view value) {
  if (value == "none" || tls::AlertDescriptionFromName(value)) return std::nullopt;
  return OneOf(Vocabulary(ValueKind::kAlerts), value, "an alert");
}

/// 48:0A0B or 0x0a0a: with the octets of its content in hex.
Problem CheckExtension(std::string_view value) {
  const size_t colon = std::min(value.find(':'), value.size());
  std::string_view number = value.substr(0, colon);
  const bool hex = number.starts_with("0x");
  if (hex) number.remove_prefix(2);
  const auto digit = [hex](char c) { return Has(kDigits, c) || (hex && Has("abcdefABCDEF", c)); };
  const bool type = !number.empty() && number.size() <= (hex ? 4 : 5) && All(number, digit);
  if (type && colon < value.size() && FromHex(value.substr(colon + 1))) return std::nullopt;
  return Wrong(value, "an extension", "write its type and its octets, as in 48:0000 or 0x2a2a:");
}

Problem CheckOffer(std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  return OneOf(words::kOffers, word, "something that a ClientHello offers");
}

Problem CheckStatus(std::string_view value) {
  const bool fits =
      value.size() == 3 && All(value, [](char c) { return Has(kDigits, c) || c == '?'; });
  if (fits) return std::nullopt;
  return Wrong(value, "an HTTP status", "three digits, ? for any digit, as in 400 or 4??");
}

Problem CheckDistinguishedName(std::string_view value) {
  if (!value.empty() && tls::NameFromText(value)) return std::nullopt;
  return Wrong(value, "a distinguished name", "RFC 4514 text, as in CN=Example CA,O=Example,C=DE");
}

Problem CheckAlternativeNames(std::string_view value) {
  const auto names = attempt::ParseAlternativeNames(value);
  if (names && !names->empty()) return std::nullopt;
  return Wrong(value, "a list of alternative names",
               "dns:, email:, uri:, ip:, upn: or rid: before each, %00 for an odd octet, as in "
               "dns:a.test email:a@b.test");
}

Problem CheckSerial(std::string_view value) {
  if (const auto octets = FromHex(value); octets && !octets->empty()) return std::nullopt;
  return Wrong(value, "a serial number", "hex digits, two for each octet, as in 01a4");
}

Problem CheckPresented(std::string_view value) {
  if (ParsePresented(value)) return std::nullopt;
  return Wrong(value, "a list of certificates",
               "leaf, chain, root or a number, after IDENTITY: if they are another's, and *COUNT "
               "to repeat; as in chain root, 2 1, stranger:leaf*20; or nothing");
}

Problem CheckCapability(std::string_view word) {
  std::string_view name = word;
  if (name.starts_with('!')) name.remove_prefix(1);
  if (name.starts_with("var:") && IsVariableName(name.substr(4))) return std::nullopt;
  return OneOf(words::kCapabilities, name, "something that a scenario can require");
}

Problem CheckSlug(std::string_view value) {
  if (IsSlug(value)) return std::nullopt;
  return Wrong(value, "an id",
               "lower-case letters, digits, '.', '_' and '-', first a letter or digit");
}

Problem CheckVariableName(std::string_view value) {
  if (IsVariableName(value)) return std::nullopt;
  return Wrong(value, "a variable's name",
               "letters, digits, '_', '.' and '-', first a letter or '_'");
}

Problem CheckNamespace(std::string_view value) {
  if (value == kNamespaceName) return std::nullopt;
  return Wrong(value, "the namespace of suites", "xmlns=\"" + std::string(kNamespaceName) + '"');
}

Problem CheckSourceList(std::string_view value) {
  for (size_t begin = 0; begin <= value.size();) {
    const size_t end = std::min(value.find(',', begin), value.size());
    if (Trimmed(value.substr(begin, end - begin)).empty()) {
      return ValueProblem{"an empty reference", "separate them by single commas", begin};
    }
    begin = end + 1;
  }
  return std::nullopt;
}

Problem CheckBoolean(std::string_view value) {
  return OneOf(Vocabulary(ValueKind::kBoolean), value, "yes or no");
}

Problem CheckClosedWord(ValueKind kind, std::string_view value) {
  switch (kind) {
    case ValueKind::kBoolean: return CheckBoolean(value);
    case ValueKind::kOutcome: return OneOf(Vocabulary(ValueKind::kOutcome), value, "an outcome");
    case ValueKind::kSeen:
      return OneOf(Vocabulary(ValueKind::kSeen), value, "yes, no or if-served");
    case ValueKind::kNameMatch:
      return OneOf(words::kNameMatches, value, "a way to compare CA names");
    case ValueKind::kFlaw: return OneOf(words::kFlaws, value, "something that can be minted");
    case ValueKind::kDefect:
      return OneOf(words::kDefects, value, "a defect of a minted certificate");
    case ValueKind::kIssuer: return OneOf(words::kIssuers, value, "an issuer");
    case ValueKind::kKeyKind: return OneOf(words::kKeyKinds, value, "a kind of key");
    case ValueKind::kBehaviour: return OneOf(words::kBehaviours, value, "a behaviour");
    case ValueKind::kHeaderForm:
      return OneOf(words::kHeaderForms, value, "a way to write a header");
    case ValueKind::kTrust: return OneOf(words::kTrust, value, "a CA of the built-in peer");
    case ValueKind::kDamage: return OneOf(words::kDamage, value, "a kind of damage");
    case ValueKind::kDamageMessage:
      return OneOf(Vocabulary(ValueKind::kDamageMessage), value, "a message that can be damaged");
    case ValueKind::kDamageTime:
      return OneOf(words::kDamageTimes, value, "a time of the client's flight");
    case ValueKind::kStarttls:
      return OneOf(Vocabulary(ValueKind::kStarttls), value, "a protocol that asks for TLS");
    case ValueKind::kLayer: return OneOf(Vocabulary(ValueKind::kLayer), value, "a layer");
    case ValueKind::kEarlyData: return OneOf(words::kEarlyData, value, "a way with early data");
    case ValueKind::kOcspManner: return OneOf(words::kOcspManners, value, "a way to answer");
    case ValueKind::kTrustState:
      return OneOf(words::kTrustStates, value, "a state of the server's CA file");
    case ValueKind::kCrlState:
      return OneOf(words::kCrlStates, value, "a state of the server's revocation lists");
    case ValueKind::kPolicy: return OneOf(words::kPolicies, value, "a policy");
    case ValueKind::kTicketForm: return OneOf(words::kTicketForms, value, "a form of ticket");
    case ValueKind::kServerCertificate:
      return OneOf(words::kServerCertificates, value, "a certificate of our server");
    case ValueKind::kMisstep: return OneOf(words::kMissteps, value, "a misstep of our server");
    case ValueKind::kAlertMoment:
      return OneOf(words::kAlertMoments, value, "a moment for an alert");
    case ValueKind::kProgramEnd: return OneOf(words::kProgramEnds, value, "a way to end");
    default: return OneOf(words::kRequestTimes, value, "a time of a CertificateRequest");
  }
}

Problem CheckList(ValueKind kind, std::string_view value) {
  switch (kind) {
    case ValueKind::kSlugs: return EachWord(value, "words", CheckSlug);
    case ValueKind::kAxisValues: return EachWord(value, "values", NotEmpty);
    case ValueKind::kCapabilities: return EachWord(value, "capabilities", CheckCapability);
    case ValueKind::kVersions: return EachWord(value, "TLS versions", CheckVersionRange);
    case ValueKind::kIdentities:
      return EachWord(value, "identity ids or none", CheckIdentityReference);
    case ValueKind::kServerNames:
      return value.empty() ? std::nullopt : EachWord(value, "host names", CheckHostName);
    case ValueKind::kPeerProtocols:
      return EachWord(value, "protocols", [](std::string_view word) {
        return OneOf(words::kPeerProtocols, word, "a protocol of the built-in peer");
      });
    case ValueKind::kHttpPaths: return EachWord(value, "paths", CheckHttpPath);
    case ValueKind::kAnnounce:
      return EachWord(value, "CAs", [](std::string_view word) {
        return OneOf(words::kTrust, word, "a CA of the built-in peer");
      });
    case ValueKind::kSignatureSchemes:
      return EachWord(value, "signature algorithms", CheckSignatureScheme);
    case ValueKind::kCertificateTypes:
      return EachWord(value, "certificate types", CheckCertificateType);
    case ValueKind::kCauses:
      return EachWord(value, "causes", [](std::string_view word) {
        return OneOf(Vocabulary(ValueKind::kCauses), word, "a cause");
      });
    case ValueKind::kEnforcements:
      return EachWord(value, "enforcements", [](std::string_view word) {
        return OneOf(Vocabulary(ValueKind::kEnforcements), word, "an enforcement");
      });
    case ValueKind::kAlerts: return EachWord(value, "alerts", CheckAlert);
    case ValueKind::kAnnounceMany:
      return EachWord(value, "CAs", [](std::string_view word) {
        return OneOf(words::kAnnounceMany, word, "a list of CA names");
      });
    case ValueKind::kRequestExtensions: return EachWord(value, "extensions", CheckExtension);
    case ValueKind::kOffers: return EachWord(value, "offers", CheckOffer);
    case ValueKind::kClientOutcomes:
      return EachWord(value, "outcomes", [](std::string_view word) {
        return OneOf(Vocabulary(ValueKind::kClientOutcomes), word, "an outcome of a client");
      });
    case ValueKind::kEarlyDataFates:
      return EachWord(value, "fates of early data", [](std::string_view word) {
        return OneOf(words::kEarlyDataFates, word, "a fate of early data");
      });
    case ValueKind::kRenegotiationFates:
      return EachWord(value, "ends of a renegotiation", [](std::string_view word) {
        return OneOf(words::kRenegotiationFates, word, "an end of a renegotiation");
      });
    case ValueKind::kRequestRules:
      return EachWord(value, "rules", [](std::string_view word) {
        return OneOf(words::kRequestRules, word, "a rule of CertificateRequests");
      });
    default: return EachWord(value, "HTTP statuses", CheckStatus);
  }
}

}  // namespace

bool IsSlug(std::string_view text) {
  const auto fits = [](char c) { return Has(kLower, c) || Has(kDigits, c) || Has("._-", c); };
  return !text.empty() && !Has("._-", text[0]) && text.size() <= 100 && All(text, fits);
}

bool IsVariableName(std::string_view text) {
  const auto fits = [](char c) { return IsAlphanumeric(c) || Has("_.-", c); };
  const bool starts =
      !text.empty() && (Has(kLower, text[0]) || Has(kUpper, text[0]) || text[0] == '_');
  return starts && text.size() <= 100 && All(text, fits);
}

bool MayHoldVariables(ValueKind kind) { return kind >= ValueKind::kText; }

std::optional<ValueProblem> CheckValue(ValueKind kind, std::string_view value) {
  switch (kind) {
    case ValueKind::kNamespace: return CheckNamespace(value);
    case ValueKind::kSlug:
    case ValueKind::kHandshakeId: return CheckSlug(value);
    case ValueKind::kVariableName: return CheckVariableName(value);
    case ValueKind::kSourceList: return CheckSourceList(value);
    case ValueKind::kVariableValue: return std::nullopt;
    case ValueKind::kTitle:
    case ValueKind::kText: return NotEmpty(value);
    case ValueKind::kVersionRange: return CheckVersionRange(value);
    case ValueKind::kVersion: return CheckVersion(value);
    case ValueKind::kDuration: return CheckDuration(value, true);
    case ValueKind::kWait: return CheckDuration(value, false);
    case ValueKind::kCount: return CheckCount(value);
    case ValueKind::kTargetUrl: return CheckTargetUrl(value);
    case ValueKind::kEndpoint: return CheckEndpoint(value);
    case ValueKind::kHops: return CheckHops(value);
    case ValueKind::kSecret: return CheckSecret(value);
    case ValueKind::kIdentityRef: return CheckIdentityReference(value);
    case ValueKind::kHostName: return CheckHostName(value);
    case ValueKind::kHostField: return CheckHostField(value);
    case ValueKind::kHttpToken: return CheckHttpToken(value);
    case ValueKind::kHttpPath: return CheckHttpPath(value);
    case ValueKind::kRequestTarget: return CheckRequestTarget(value);
    case ValueKind::kOctets: return CheckOctets(value);
    case ValueKind::kHeaderValue: return CheckHeaderValue(value);
    case ValueKind::kLibraryList: return CheckLibraryList(value);
    case ValueKind::kSignatureScheme: return CheckSignatureScheme(value);
    case ValueKind::kCertificateType: return CheckCertificateType(value);
    case ValueKind::kDistinguishedName: return CheckDistinguishedName(value);
    case ValueKind::kAlternativeNames: return CheckAlternativeNames(value);
    case ValueKind::kSerial: return CheckSerial(value);
    case ValueKind::kPresented: return CheckPresented(value);
    case ValueKind::kSlugs:
    case ValueKind::kAxisValues:
    case ValueKind::kCapabilities:
    case ValueKind::kVersions:
    case ValueKind::kIdentities:
    case ValueKind::kServerNames:
    case ValueKind::kHttpPaths:
    case ValueKind::kPeerProtocols:
    case ValueKind::kAnnounce:
    case ValueKind::kSignatureSchemes:
    case ValueKind::kCertificateTypes:
    case ValueKind::kCauses:
    case ValueKind::kEnforcements:
    case ValueKind::kAlerts:
    case ValueKind::kEarlyDataFates:
    case ValueKind::kRenegotiationFates:
    case ValueKind::kAnnounceMany:
    case ValueKind::kRequestExtensions:
    case ValueKind::kOffers:
    case ValueKind::kClientOutcomes:
    case ValueKind::kRequestRules:
    case ValueKind::kStatuses: return CheckList(kind, value);
    default: return CheckClosedWord(kind, value);
  }
}

}  // namespace shakedown::scenario
