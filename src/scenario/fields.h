// Which attribute fills which member of the model: one table per element, used to build the model
// and to substitute variables in it.
#pragma once

#include <string>
#include <string_view>

#include "scenario/model.h"

namespace shakedown::scenario {

/// One attribute that a model keeps as text.
template <typename Model>
struct TextField {
  std::string_view attribute;
  std::string Model::*member;
};

inline constexpr TextField<TargetModel> kTargetFields[] = {
    {"url", &TargetModel::url},
    {"starttls", &TargetModel::starttls},
    {"server-ca", &TargetModel::server_ca},
    {"client-ca", &TargetModel::client_ca},
    {"crl", &TargetModel::crl},
    {"ca-cert", &TargetModel::ca_cert},
    {"ca-key", &TargetModel::ca_key},
    {"ca-pass", &TargetModel::ca_pass},
};

inline constexpr TextField<PeerHostModel> kHostFields[] = {
    {"name", &PeerHostModel::name},
    {"behave", &PeerHostModel::behave},
    {"trust", &PeerHostModel::trust},
    {"announce", &PeerHostModel::announce},
    {"verify-depth", &PeerHostModel::verify_depth},
    {"signature-algorithms", &PeerHostModel::signature_algorithms},
    {"certificate-types", &PeerHostModel::certificate_types},
    {"late-paths", &PeerHostModel::late_paths},
    {"early-data", &PeerHostModel::early_data},
};

inline constexpr TextField<IdentityModel> kIdentityFields[] = {
    {"id", &IdentityModel::id},
    {"mint", &IdentityModel::mint},
    {"defect", &IdentityModel::defect},
    {"issuer", &IdentityModel::issuer},
    {"key-kind", &IdentityModel::key_kind},
    {"intermediates", &IdentityModel::intermediates},
    {"not-before", &IdentityModel::not_before},
    {"not-after", &IdentityModel::not_after},
    {"common-name", &IdentityModel::common_name},
    {"certificate", &IdentityModel::certificate},
    {"key", &IdentityModel::key},
    {"chain", &IdentityModel::chain},
    {"p12", &IdentityModel::pkcs12},
    {"passphrase", &IdentityModel::passphrase},
};

inline constexpr TextField<HandshakeModel> kHandshakeFields[] = {
    {"id", &HandshakeModel::id},
    {"identity", &HandshakeModel::identity},
    {"tls", &HandshakeModel::tls},
    {"host", &HandshakeModel::host},
    {"path", &HandshakeModel::path},
    {"method", &HandshakeModel::method},
    {"alpn", &HandshakeModel::alpn},
    {"groups", &HandshakeModel::groups},
    {"signature-algorithms", &HandshakeModel::signature_algorithms},
    {"ciphers", &HandshakeModel::ciphers},
    {"via", &HandshakeModel::via},
    {"connect", &HandshakeModel::connect},
    {"resume", &HandshakeModel::resume},
    {"damage", &HandshakeModel::damage},
    {"pause-before-connect", &HandshakeModel::pause_before_connect},
    {"pause-before-request", &HandshakeModel::pause_before_request},
    {"timeout", &HandshakeModel::timeout},
};

inline constexpr TextField<FurtherRequestModel> kFurtherRequestFields[] = {
    {"host", &FurtherRequestModel::host},
    {"path", &FurtherRequestModel::path},
    {"method", &FurtherRequestModel::method},
};

/// The attributes of <expect> and <at> together.
inline constexpr TextField<Expectation> kExpectFields[] = {
    {"handshake", &Expectation::handshake},
};
inline constexpr TextField<Expectation> kAtFields[] = {
    {"layer", &Expectation::layer},
    {"title", &Expectation::title},
    {"tls", &Expectation::tls},
};

inline constexpr TextField<RequestExpectation> kRequestFields[] = {
    {"when", &RequestExpectation::when},
    {"same-ca-names-as", &RequestExpectation::same_names_as},
    {"same-signature-algorithms-as", &RequestExpectation::same_algorithms_as},
};

/// A list of words: causes and the like.
struct WordsField {
  std::string_view attribute;
  std::vector<std::string> Expectation::*member;
};
inline constexpr WordsField kExpectWords[] = {
    {"cause", &Expectation::causes},
    {"enforcement", &Expectation::enforcements},
};
inline constexpr WordsField kAtWords[] = {
    {"alert", &Expectation::alerts},
    {"status", &Expectation::statuses},
    {"early-data", &Expectation::early_data},
};

}  // namespace shakedown::scenario
