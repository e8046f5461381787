#include "diagnosis/client_profile_schemes.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "diagnosis/key_fit.h"

namespace shakedown::diagnosis {
namespace {

using attempt::KeyFacts;
using attempt::KeyType;
using tls::SignatureScheme;

constexpr auto kRsaSign = static_cast<tls::ClientCertificateType>(1);
constexpr auto kDssSign = static_cast<tls::ClientCertificateType>(2);
constexpr auto kEcdsaSign = static_cast<tls::ClientCertificateType>(64);

/// One key of every kind, to learn which schemes exist.
const std::array<KeyFacts, 8>& EveryKey() {
  static const std::array<KeyFacts, 8> kKeys = {{{KeyType::kRsa, 2048, ""},
                                                 {KeyType::kRsaPss, 2048, ""},
                                                 {KeyType::kEc, 256, "P-256"},
                                                 {KeyType::kEc, 384, "P-384"},
                                                 {KeyType::kEc, 521, "P-521"},
                                                 {KeyType::kEd25519, 256, ""},
                                                 {KeyType::kEd448, 456, ""},
                                                 {KeyType::kDsa, 2048, ""}}};
  return kKeys;
}

bool Contains(const std::vector<SignatureScheme>& list, SignatureScheme scheme) {
  return std::find(list.begin(), list.end(), scheme) != list.end();
}

bool ContainsAny(const std::vector<SignatureScheme>& list,
                 const std::vector<SignatureScheme>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&list](SignatureScheme scheme) { return Contains(list, scheme); });
}

/// The hash octet of the pairs of TLS 1.2 (RFC 5246 section 7.4.1.4.1).
bool UsesSha1(SignatureScheme scheme) { return (static_cast<uint16_t>(scheme) >> 8) == 0x02; }

/// The schemes that the client makes with `key`.
std::vector<SignatureScheme> OwnSchemes(const ClientProfile& profile, const KeyFacts& key,
                                        tls::Version version) {
  const bool bound = profile.tls12_ecdsa_curve_bound && key.type == KeyType::kEc;
  std::vector<SignatureScheme> schemes = SchemesOf(key, bound ? tls::Version::kTls13 : version);
  if (!profile.tls12_sha1_only_usable) std::erase_if(schemes, UsesSha1);
  return schemes;
}

bool HasSchemeList(const SituationView& view) { return view.request().has_signature_algorithms; }

bool HasType(const SituationView& view, tls::ClientCertificateType type) {
  const auto& types = view.request().certificate_types;
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

std::optional<bool> KeySchemeOffered(const ClientProfile& profile, const SituationView& view) {
  const KeyFacts& key = view.leaf().key;
  if (!HasSchemeList(view) || key.type == KeyType::kOther) return std::nullopt;
  const auto own = OwnSchemes(profile, key, view.request().version);
  // A curve whose name we do not know could be one of the listed ones under another name.
  if (own.empty() && key.type == KeyType::kEc) return std::nullopt;
  return ContainsAny(view.request().signature_algorithms, own);
}

bool SupportsAnyScheme(const ClientProfile& profile, const SituationView& view) {
  if (!HasSchemeList(view)) return true;
  return std::any_of(EveryKey().begin(), EveryKey().end(), [&](const KeyFacts& key) {
    return ContainsAny(view.request().signature_algorithms,
                       OwnSchemes(profile, key, view.request().version));
  });
}

bool OffersTls13Scheme(const SituationView& view) {
  if (!view.tls13() || !HasSchemeList(view)) return true;
  return std::any_of(EveryKey().begin(), EveryKey().end(), [&](const KeyFacts& key) {
    return ContainsAny(view.request().signature_algorithms, SchemesOf(key, tls::Version::kTls13));
  });
}

bool KindListed(KeyType type, const std::vector<SignatureScheme>& schemes) {
  return std::any_of(EveryKey().begin(), EveryKey().end(), [&](const KeyFacts& key) {
    return key.type == type && (ContainsAny(schemes, SchemesOf(key, tls::Version::kTls12)) ||
                                ContainsAny(schemes, SchemesOf(key, tls::Version::kTls13)));
  });
}

bool CurveSchemeOffered(const SituationView& view) {
  return ContainsAny(view.request().signature_algorithms,
                     SchemesOf(view.leaf().key, tls::Version::kTls13));
}

bool OtherEcdsaSchemeOffered(const SituationView& view) {
  std::vector<SignatureScheme> others;
  for (const KeyFacts& key : EveryKey()) {
    if (key.type != KeyType::kEc || key.curve == view.leaf().key.curve) continue;
    for (const SignatureScheme scheme : SchemesOf(key, tls::Version::kTls13)) {
      others.push_back(scheme);
    }
  }
  return ContainsAny(view.request().signature_algorithms, others);
}

bool SchemeOfPrefixOffered(std::string_view prefix, const SituationView& view) {
  const auto& schemes = view.request().signature_algorithms;
  return std::any_of(schemes.begin(), schemes.end(), [prefix](SignatureScheme scheme) {
    return tls::Name(scheme).starts_with(prefix);
  });
}

std::optional<bool> KeyTypeListed(const SituationView& view) {
  if (view.tls13()) return std::nullopt;
  switch (view.leaf().key.type) {
    case KeyType::kRsa:
    case KeyType::kRsaPss: return HasType(view, kRsaSign);
    case KeyType::kDsa: return HasType(view, kDssSign);
    // ecdsa_sign covers the Edwards curves as well (RFC 8422 section 5.5).
    case KeyType::kEc:
    case KeyType::kEd25519:
    case KeyType::kEd448: return HasType(view, kEcdsaSign);
    case KeyType::kOther: return std::nullopt;
  }
  return std::nullopt;
}

bool AnyKnownTypeListed(const SituationView& view) {
  return RsaOrEcdsaTypeListed(view) || HasType(view, kDssSign);
}

bool RsaOrEcdsaTypeListed(const SituationView& view) {
  return HasType(view, kRsaSign) || HasType(view, kEcdsaSign);
}

const std::vector<SignatureScheme>& CertificateSchemes(const SituationView& view) {
  const tls::CertificateRequest& request = view.request();
  return request.signature_algorithms_cert.empty() ? request.signature_algorithms
                                                   : request.signature_algorithms_cert;
}

int FirstUnlistedSignature(const std::vector<size_t>& indices,
                           const std::vector<SignatureScheme>& schemes, const SituationView& view) {
  for (const size_t index : indices) {
    const attempt::CertificateFacts& certificate = view.certificate(index);
    if (certificate.self_signed) continue;
    if (!certificate.signature_scheme || !Contains(schemes, *certificate.signature_scheme)) {
      return static_cast<int>(index);
    }
  }
  return -1;
}

}  // namespace shakedown::diagnosis
