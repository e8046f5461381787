// The runs recorded in fixtures/clients/client_profiles.json as situations: the certificates and
// requests that the recording servers used, built anew from the names of the cases.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "diagnosis/client_profile.h"
#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {

inline const nlohmann::json& RecordedClients() {
  static const nlohmann::json kFile = [] {
    std::ifstream stream(std::string(SHAKEDOWN_SOURCE_DIR) +
                         "/fixtures/clients/client_profiles.json");
    return nlohmann::json::parse(stream, nullptr, false);
  }();
  return kFile;
}

/// A request, an identity and the moment, owned.
struct RecordedCase {
  tls::CertificateRequest request;
  attempt::IdentityFacts identity;
  attempt::RequestTime when = attempt::RequestTime::kHandshake;

  ClientSituation Situation() const {
    ClientSituation situation;
    situation.request = &request;
    situation.when = when;
    situation.identity = &identity;
    situation.now = testing_support::StoryTime();
    return situation;
  }
};

// ---- The certificates of the recordings: root > issuing > leaf, all signed with RSA -------------

inline tls::DistinguishedName RecordedName(const std::string& word) {
  if (word == "root") return testing_support::Dn("CN=Recorded Root");
  if (word == "issuing") return testing_support::Dn("CN=Issuing CA");
  if (word == "unrelated") return testing_support::Dn("CN=Unrelated CA");
  if (word == "issuing as PrintableString") return testing_support::PrintableDn("Issuing CA");
  if (word == "issuing, other letter case and double space") {
    return testing_support::Dn("CN=ISSUING  ca");
  }
  ADD_FAILURE() << "no such name in the recordings: " << word;
  return {};
}

inline constexpr auto kRsaPkcs1Sha256 = static_cast<tls::SignatureScheme>(0x0401);

inline attempt::CertificateFacts RecordedLeaf(const std::string& kind) {
  attempt::CertificateFacts leaf = testing_support::Leaf("CN=client", "CN=Issuing CA");
  leaf.key = {attempt::KeyType::kRsa, 2048, ""};
  leaf.signature_scheme = kRsaPkcs1Sha256;
  leaf.key_usage = attempt::KeyUsage{.digital_signature = true};
  leaf.extended_key_usage = std::vector<std::string>{attempt::kClientAuthOid};
  if (kind == "ec_p256") {
    leaf.key = {attempt::KeyType::kEc, 256, "P-256"};
  } else if (kind == "ed25519") {
    leaf.key = {attempt::KeyType::kEd25519, 256, ""};
  } else if (kind == "rsa_expired") {
    leaf.not_after = *ParseUtc("2026-02-01T00:00:00Z");
  } else if (kind == "rsa_eku_serverAuth_only") {
    leaf.extended_key_usage = std::vector<std::string>{"1.3.6.1.5.5.7.3.1"};
  } else if (kind == "rsa_ku_keyEncipherment_only") {
    leaf.key_usage = attempt::KeyUsage{.key_encipherment = true};
  } else if (kind == "rsa_no_eku_no_ku") {
    leaf.key_usage.reset();
    leaf.extended_key_usage.reset();
  } else {
    EXPECT_EQ(kind, "rsa") << "no such identity in the recordings";
  }
  return leaf;
}

inline attempt::CertificateFacts RecordedIssuing() {
  attempt::CertificateFacts issuing =
      testing_support::Intermediate("CN=Issuing CA", "CN=Recorded Root");
  issuing.key = {attempt::KeyType::kRsa, 2048, ""};
  issuing.signature_scheme = kRsaPkcs1Sha256;
  return issuing;
}

/// `configured` is "leaf" or "leaf+issuing"; a trust store may hold the intermediate.
inline attempt::IdentityFacts RecordedIdentity(const std::string& kind,
                                               const std::string& configured = "leaf+issuing",
                                               bool issuing_in_store = false) {
  attempt::IdentityFacts identity = testing_support::Identity({RecordedLeaf(kind)});
  if (configured == "leaf+issuing") identity.chain.push_back(RecordedIssuing());
  if (issuing_in_store) identity.withheld.push_back(RecordedIssuing());
  return identity;
}

// ---- The requests of the recordings -------------------------------------------------------------

inline std::vector<tls::SignatureScheme> SchemesNamed(const std::vector<std::string>& names) {
  std::vector<tls::SignatureScheme> schemes;
  for (const std::string& name : names) {
    const auto scheme = tls::SignatureSchemeFromName(name);
    EXPECT_TRUE(scheme) << name;
    if (scheme) schemes.push_back(*scheme);
  }
  return schemes;
}

/// The certificate_types that OpenSSL derives from its signature algorithms: a type is left out if
/// no listed algorithm is of its kind.
inline std::vector<tls::ClientCertificateType> TypesFor(
    const std::vector<tls::SignatureScheme>& schemes) {
  bool rsa = false;
  bool ecdsa = false;
  for (const tls::SignatureScheme scheme : schemes) {
    const std::string name = tls::Name(scheme);
    rsa = rsa || name.starts_with("rsa_");
    ecdsa = ecdsa || name.starts_with("ecdsa_") || name.starts_with("ed");
  }
  std::vector<tls::ClientCertificateType> types;
  if (rsa) types.push_back(static_cast<tls::ClientCertificateType>(1));
  if (ecdsa) types.push_back(static_cast<tls::ClientCertificateType>(64));
  return types;
}

inline tls::CertificateRequest RecordedRequest(
    tls::Version version, const std::vector<std::string>& names = {"issuing"},
    std::vector<tls::SignatureScheme> schemes =
        testing_support::SchemesOf(testing_support::Hand::kOpenSsl)) {
  tls::CertificateRequest request;
  request.version = version;
  request.has_signature_algorithms = true;
  request.signature_algorithms = std::move(schemes);
  if (version == tls::Version::kTls12) {
    request.certificate_types = TypesFor(request.signature_algorithms);
  }
  for (const std::string& name : names) request.ca_names.push_back(RecordedName(name));
  return request;
}

/// A row of "vector_cases", met in `tls` ("12" or "13").
inline RecordedCase FromVectorCase(const nlohmann::json& row, const std::string& tls) {
  const auto version = tls == "13" ? tls::Version::kTls13 : tls::Version::kTls12;
  RecordedCase recorded;
  recorded.request = RecordedRequest(version, row.at("ca_names").get<std::vector<std::string>>());
  if (row.contains("sigalgs")) {
    const auto names = row["sigalgs"].get<std::vector<std::string>>();
    recorded.request.signature_algorithms = SchemesNamed(names);
    if (version == tls::Version::kTls12) {
      recorded.request.certificate_types = TypesFor(recorded.request.signature_algorithms);
    }
  }
  if (row.contains("certificate_types")) {
    recorded.request.certificate_types.clear();
    for (const auto& name : row["certificate_types"]) {
      const auto type = tls::ClientCertificateTypeFromName(name.get<std::string>());
      EXPECT_TRUE(type) << name;
      recorded.request.certificate_types.push_back(type.value_or(tls::ClientCertificateType{}));
    }
  }
  recorded.identity = RecordedIdentity(row.at("identity").get<std::string>(),
                                       row.value("configured", "leaf+issuing"),
                                       row.value("trust_store", "") == "has issuing");
  const std::string when = row.value("when", "handshake");
  if (when == "post_handshake") recorded.when = attempt::RequestTime::kPostHandshake;
  if (when == "renegotiation") recorded.when = attempt::RequestTime::kRenegotiation;
  return recorded;
}

/// Cases whose description in "special_cases" is prose: each is built here as it says.
inline RecordedCase FromSpecialCase(const std::string& id) {
  const auto tls12 = tls::Version::kTls12;
  const auto tls13 = tls::Version::kTls13;
  const std::vector<std::string> pss_and_ecdsa = {"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384",
                                                  "rsa_pss_rsae_sha512", "ecdsa_secp256r1_sha256"};
  const auto types = [](std::vector<uint8_t> values) {
    std::vector<tls::ClientCertificateType> list;
    for (const uint8_t value : values) {
      list.push_back(static_cast<tls::ClientCertificateType>(value));
    }
    return list;
  };
  RecordedCase built{RecordedRequest(tls13), RecordedIdentity("rsa")};
  tls::CertificateRequest& request = built.request;
  if (id == "sigcert_ecdsa_only_rsaleaf") {
    request.signature_algorithms_cert = SchemesNamed({"ecdsa_secp256r1_sha256"});
  } else if (id == "sigcert_rsa_only_ecleaf") {
    request.signature_algorithms_cert = SchemesNamed({"rsa_pkcs1_sha256", "rsa_pss_rsae_sha256"});
    built.identity = RecordedIdentity("ec_p256");
  } else if (id == "sigcert_rsa_only_rsaleaf") {
    request.signature_algorithms_cert = SchemesNamed({"rsa_pkcs1_sha256"});
  } else if (id == "sig_pss_rsae_only_rsaleaf") {
    request.signature_algorithms = SchemesNamed(pss_and_ecdsa);
  } else if (id == "sig_pss_and_ecdsa_no_rsacert") {
    request = RecordedRequest(tls13, {}, SchemesNamed(pss_and_ecdsa));
  } else if (id == "empty_ca_ext_tls13") {
    request = RecordedRequest(tls13, {});
    request.extensions.push_back({tls::ExtensionType::kCertificateAuthorities, {0, 0}});
  } else if (id == "no_tls13_sigs_at_all") {
    request.signature_algorithms = SchemesNamed({"rsa_pkcs1_sha256", "rsa_pkcs1_sha384"});
  } else if (id == "unknown_ctype_only") {
    request = RecordedRequest(tls12);
    request.certificate_types = types({99});
  } else if (id == "empty_ctypes") {
    request = RecordedRequest(tls12);
    request.certificate_types.clear();
  } else if (id == "ct_ecdsa_rsaleaf_sig_all") {
    request = RecordedRequest(tls12);
    request.certificate_types = types({64});
  } else if (id == "ct_rsa_ecleaf_sig_all") {
    request = RecordedRequest(tls12);
    request.certificate_types = types({1});
    built.identity = RecordedIdentity("ec_p256");
  } else if (id == "sig_unknown_only_tls12") {
    request = RecordedRequest(tls12);
    request.signature_algorithms = {static_cast<tls::SignatureScheme>(0xfe01)};
  } else {
    ADD_FAILURE() << "no such special case: " << id;
  }
  return built;
}

/// Whether a prediction is what was recorded. The recordings name some things twice, and those of
/// the special cases do not count certificates.
inline bool IsRecorded(const ClientPrediction& prediction, const std::string& recorded) {
  static const std::map<std::string, std::string> kSynonyms = {
      {"abort_closed_or_garbled", "abort_closed"},
      {"abort_alert_error_decoding_message", "abort_alert_decode_error"}};
  const bool sent = prediction.chain_length > 0 && prediction.outcome.starts_with("leaf_");
  if (recorded == "sent") return sent;
  if (recorded == "sent_with_unoffered_scheme") return sent && prediction.unoffered_scheme;
  const auto synonym = kSynonyms.find(recorded);
  return prediction.outcome == (synonym == kSynonyms.end() ? recorded : synonym->second);
}

}  // namespace shakedown::diagnosis
