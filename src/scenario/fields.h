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
    {"canary", &TargetModel::canary},
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
    {"alpn", &PeerHostModel::alpn},
    {"tls", &PeerHostModel::tls},
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
    {"ocsp", &IdentityModel::ocsp},
    {"subject", &IdentityModel::subject},
    {"alternative-names", &IdentityModel::alternative_names},
    {"serial", &IdentityModel::serial},
    {"issuer-name", &IdentityModel::issuer_name},
    {"presents", &IdentityModel::presents},
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
    {"request-target", &HandshakeModel::request_target},
    {"hello-padding", &HandshakeModel::hello_padding},
    {"alpn", &HandshakeModel::alpn},
    {"groups", &HandshakeModel::groups},
    {"signature-algorithms", &HandshakeModel::signature_algorithms},
    {"ciphers", &HandshakeModel::ciphers},
    {"via", &HandshakeModel::via},
    {"connect", &HandshakeModel::connect},
    {"resume", &HandshakeModel::resume},
    {"ticket", &HandshakeModel::ticket},
    {"wait-until-expired", &HandshakeModel::wait_until_expired},
    {"damage", &HandshakeModel::damage},
    {"pause-before-connect", &HandshakeModel::pause_before_connect},
    {"pause-before-certificate", &HandshakeModel::pause_before_certificate},
    {"pause-between-octets", &HandshakeModel::pause_between_octets},
    {"pause-before-request", &HandshakeModel::pause_before_request},
    {"timeout", &HandshakeModel::timeout},
};

inline constexpr TextField<FieldModel> kHeaderFields[] = {
    {"name", &FieldModel::name},
    {"value", &FieldModel::value},
    {"form", &FieldModel::form},
};
inline constexpr TextField<FieldModel> kTrailerFields[] = {
    {"name", &FieldModel::name},
    {"value", &FieldModel::value},
};

inline constexpr TextField<FurtherRequestModel> kFurtherRequestFields[] = {
    {"host", &FurtherRequestModel::host},
    {"path", &FurtherRequestModel::path},
    {"method", &FurtherRequestModel::method},
};

inline constexpr TextField<ConnectionModel> kConnectionFields[] = {
    {"id", &ConnectionModel::id},
    {"identity", &ConnectionModel::identity},
    {"tls", &ConnectionModel::tls},
    {"name", &ConnectionModel::name},
    {"path", &ConnectionModel::path},
    {"server", &ConnectionModel::server},
    {"behave", &ConnectionModel::behave},
    {"announce", &ConnectionModel::announce},
    {"signature-algorithms", &ConnectionModel::signature_algorithms},
    {"certificate-types", &ConnectionModel::certificate_types},
    {"ciphers", &ConnectionModel::ciphers},
    {"alpn", &ConnectionModel::alpn},
    {"request-extensions", &ConnectionModel::request_extensions},
    {"misstep", &ConnectionModel::misstep},
    {"late-alert", &ConnectionModel::late_alert},
    {"late-alert-after", &ConnectionModel::late_alert_after},
    {"offers", &ConnectionModel::offers},
    {"early-data", &ConnectionModel::early_data},
};
inline constexpr TextField<AnswerExpectation> kAnswerFields[] = {
    {"identity", &AnswerExpectation::identity},
    {"exit", &AnswerExpectation::exit},
    {"says", &AnswerExpectation::says},
};

inline constexpr TextField<RenegotiationModel> kRenegotiationFields[] = {
    {"after", &RenegotiationModel::after},
    {"identity", &RenegotiationModel::identity},
};

/// The attributes of <expect> and <at> together.
inline constexpr TextField<Expectation> kExpectFields[] = {
    {"handshake", &Expectation::handshake},
    {"connection", &Expectation::connection},
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

inline constexpr TextField<AnswerTimeExpectation> kAnswerTimeFields[] = {
    {"like", &AnswerTimeExpectation::like},
    {"within", &AnswerTimeExpectation::within},
};

inline constexpr TextField<ChangeModel> kChangeFields[] = {
    {"trust", &ChangeModel::trust},
    {"crl", &ChangeModel::crl},
    {"revoked", &ChangeModel::revoked},
    {"policy", &ChangeModel::policy},
};

inline constexpr TextField<TicketsExpectation> kTicketsFields[] = {
    {"max-lifetime", &TicketsExpectation::max_lifetime},
    {"shorter-than", &TicketsExpectation::shorter_than},
};

/// A list of words: causes and the like.
struct WordsField {
  std::string_view attribute;
  std::vector<std::string> Expectation::*member;
};
inline constexpr WordsField kExpectWords[] = {
    {"client", &Expectation::client},
    {"cause", &Expectation::causes},
    {"enforcement", &Expectation::enforcements},
    {"alerts", &Expectation::proper_alerts},
};
inline constexpr WordsField kAtWords[] = {
    {"alert", &Expectation::alerts},
    {"status", &Expectation::statuses},
    {"early-data", &Expectation::early_data},
    {"renegotiation", &Expectation::renegotiation},
    {"server-signature", &Expectation::server_schemes},
};

}  // namespace shakedown::scenario
