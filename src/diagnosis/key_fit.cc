#include "diagnosis/key_fit.h"

#include <algorithm>
#include <initializer_list>

namespace shakedown::diagnosis {
namespace {

using attempt::KeyFacts;
using attempt::KeyType;
using tls::SignatureScheme;

constexpr size_t kSchemesShown = 6;

std::vector<SignatureScheme> Schemes(std::initializer_list<uint16_t> values) {
  std::vector<SignatureScheme> schemes;
  for (const uint16_t value : values) schemes.push_back(static_cast<SignatureScheme>(value));
  return schemes;
}

std::vector<SignatureScheme> EcSchemes(const KeyFacts& key, bool tls13) {
  // TLS 1.2 names only the digest: any curve signs with any of them (RFC 5246 section 7.4.1.4.1).
  if (!tls13) return Schemes({0x0403, 0x0503, 0x0603, 0x0303, 0x0203});
  if (key.curve == "P-256") return Schemes({0x0403});
  if (key.curve == "P-384") return Schemes({0x0503});
  if (key.curve == "P-521") return Schemes({0x0603});
  return {};
}

}  // namespace

std::vector<SignatureScheme> SchemesOf(const KeyFacts& key, tls::Version version) {
  const bool tls13 = version >= tls::Version::kTls13;
  switch (key.type) {
    case KeyType::kRsa:
      return tls13 ? Schemes({0x0804, 0x0805, 0x0806})
                   : Schemes({0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201});
    case KeyType::kRsaPss: return Schemes({0x0809, 0x080a, 0x080b});
    case KeyType::kEc: return EcSchemes(key, tls13);
    case KeyType::kEd25519: return Schemes({0x0807});
    case KeyType::kEd448: return Schemes({0x0808});
    case KeyType::kDsa:
      return tls13 ? Schemes({}) : Schemes({0x0402, 0x0502, 0x0602, 0x0302, 0x0202});
    case KeyType::kOther: return {};
  }
  return {};
}

std::optional<bool> KeyFits(const KeyFacts& key, const tls::CertificateRequest& request) {
  if (!request.has_signature_algorithms || key.type == KeyType::kOther) return std::nullopt;
  // A curve whose name we do not know could be one of the listed ones under another name.
  const bool known_curve = key.curve == "P-256" || key.curve == "P-384" || key.curve == "P-521";
  if (key.type == KeyType::kEc && request.version >= tls::Version::kTls13 && !known_curve) {
    return std::nullopt;
  }
  const std::vector<SignatureScheme> own = SchemesOf(key, request.version);
  const auto& listed = request.signature_algorithms;
  return std::any_of(own.begin(), own.end(), [&listed](SignatureScheme scheme) {
    return std::find(listed.begin(), listed.end(), scheme) != listed.end();
  });
}

std::optional<bool> TypeFits(const KeyFacts& key, const tls::CertificateRequest& request) {
  if (request.version >= tls::Version::kTls13 || request.certificate_types.empty()) {
    return std::nullopt;
  }
  uint8_t wanted = 0;
  switch (key.type) {
    case KeyType::kRsa:
    case KeyType::kRsaPss: wanted = 1; break;  // rsa_sign
    case KeyType::kDsa:
      wanted = 2;
      break;  // dss_sign
    // ecdsa_sign covers the Edwards curves as well (RFC 8422 section 5.5).
    case KeyType::kEc:
    case KeyType::kEd25519:
    case KeyType::kEd448: wanted = 64; break;
    case KeyType::kOther: return std::nullopt;
  }
  const auto& types = request.certificate_types;
  return std::find(types.begin(), types.end(), static_cast<tls::ClientCertificateType>(wanted)) !=
         types.end();
}

std::string ListSchemes(const std::vector<SignatureScheme>& schemes) {
  if (schemes.empty()) return "(none)";
  std::string text;
  for (size_t i = 0; i < std::min(schemes.size(), kSchemesShown); ++i) {
    text += (i == 0 ? "" : ", ") + tls::Name(schemes[i]);
  }
  if (schemes.size() > kSchemesShown) {
    text += " and " + std::to_string(schemes.size() - kSchemesShown) + " more";
  }
  return text;
}

}  // namespace shakedown::diagnosis
