#include "scenario/grammar.h"

#include <algorithm>
#include <array>

namespace shakedown::scenario {
namespace {

using enum ValueKind;

constexpr AttributeRule kSuite[] = {
    {"xmlns", kNamespace, true}, {"name", kSlug, true}, {"title", kTitle}};
constexpr ChildRule kSuiteChildren[] = {
    {"description"},           {"variable", false, true},   {"target"}, {"peer"}, {"identities"},
    {"scenario", false, true}, {"client-case", false, true}};

constexpr AttributeRule kVariable[] = {
    {"name", kVariableName, true}, {"default", kVariableValue}, {"peer", kVariableValue}};

constexpr AttributeRule kTarget[] = {
    {"url", kTargetUrl},  {"starttls", kStarttls}, {"server-ca", kText},
    {"client-ca", kText}, {"crl", kText},          {"ca-cert", kText},
    {"ca-key", kText},    {"ca-pass", kSecret},    {"canary", kText}};

constexpr AttributeRule kPeer[] = {{"idle-limit", kWait}, {"life-limit", kWait}};
constexpr ChildRule kPeerChildren[] = {{"host", true, true}};

constexpr AttributeRule kHost[] = {{"name", kHostName},
                                   {"behave", kBehaviour},
                                   {"trust", kTrust},
                                   {"announce", kAnnounce},
                                   {"crl", kBoolean},
                                   {"ocsp", kBoolean},
                                   {"verify-depth", kCount},
                                   {"signature-algorithms", kSignatureSchemes},
                                   {"certificate-types", kCertificateTypes},
                                   {"late-paths", kHttpPaths},
                                   {"tickets", kBoolean},
                                   {"early-data", kEarlyData},
                                   {"alpn", kPeerProtocols},
                                   {"keep-alive", kBoolean},
                                   {"other-listener", kBoolean},
                                   {"tls", kVersionRange}};

constexpr ChildRule kIdentitiesChildren[] = {{"identity", false, true}};

constexpr AttributeRule kIdentity[] = {{"id", kSlug, true},
                                       {"mint", kFlaw},
                                       {"defect", kDefect},
                                       {"issuer", kIssuer},
                                       {"key-kind", kKeyKind},
                                       {"intermediates", kCount},
                                       {"not-before", kDuration},
                                       {"not-after", kDuration},
                                       {"common-name", kText},
                                       {"ocsp", kOcspManner},
                                       {"subject", kDistinguishedName},
                                       {"alternative-names", kAlternativeNames},
                                       {"serial", kSerial},
                                       {"issuer-name", kText},
                                       {"presents", kPresented},
                                       {"certificate", kText},
                                       {"key", kText},
                                       {"chain", kText},
                                       {"p12", kText},
                                       {"passphrase", kSecret}};

constexpr AttributeRule kScenario[] = {{"id", kSlug, true},         {"title", kTitle},
                                       {"tls", kVersions},          {"tags", kSlugs},
                                       {"requires", kCapabilities}, {"references", kSourceList},
                                       {"known-failure", kTitle}};
constexpr ChildRule kScenarioChildren[] = {
    {"description"}, {"matrix", false, true}, {"handshake", true, true}, {"expect", true, true}};

constexpr ChildRule kClientCaseChildren[] = {
    {"description"}, {"matrix", false, true}, {"connection", true, true}, {"expect", true, true}};

constexpr AttributeRule kConnection[] = {{"id", kHandshakeId},
                                         {"identity", kIdentityRef},
                                         {"tls", kVersionRange},
                                         {"name", kHostName},
                                         {"path", kHttpPath},
                                         {"server", kServerCertificate},
                                         {"behave", kBehaviour},
                                         {"announce", kAnnounceMany},
                                         {"signature-algorithms", kSignatureSchemes},
                                         {"certificate-types", kCertificateTypes},
                                         {"ciphers", kLibraryList},
                                         {"alpn", kText},
                                         {"request-extensions", kRequestExtensions},
                                         {"misstep", kMisstep},
                                         {"late-alert", kAlerts},
                                         {"late-alert-after", kAlertMoment},
                                         {"offers", kOffers},
                                         {"early-data", kEarlyData},
                                         {"tickets", kBoolean},
                                         {"foreign-key", kBoolean},
                                         {"old-algorithms", kBoolean}};

constexpr AttributeRule kAnswer[] = {{"alert", kAlerts},
                                     {"identity", kIdentityRef},
                                     {"certificate", kBoolean},
                                     {"offered-scheme", kBoolean},
                                     {"complete-chain", kBoolean},
                                     {"extensions", kBoolean},
                                     {"echoes-context", kBoolean},
                                     {"resumed", kBoolean},
                                     {"early-data", kBoolean},
                                     {"exit", kProgramEnd},
                                     {"says", kText}};

constexpr AttributeRule kMatrix[] = {{"name", kVariableName, true}, {"values", kAxisValues, true}};

constexpr AttributeRule kHandshake[] = {{"id", kHandshakeId},
                                        {"identity", kIdentities},
                                        {"tls", kVersionRange},
                                        {"sni", kServerNames},
                                        {"host", kHostField},
                                        {"path", kHttpPath},
                                        {"method", kHttpToken},
                                        {"request-target", kRequestTarget},
                                        {"plain", kBoolean},
                                        {"request-at-once", kBoolean},
                                        {"hello-padding", kOctets},
                                        {"alpn", kText},
                                        {"groups", kLibraryList},
                                        {"signature-algorithms", kLibraryList},
                                        {"ciphers", kLibraryList},
                                        {"via", kHops},
                                        {"connect", kEndpoint},
                                        {"resume", kHandshakeId},
                                        {"ticket", kTicketForm},
                                        {"keep-first-session", kBoolean},
                                        {"pipeline", kBoolean},
                                        {"early-data", kBoolean},
                                        {"replayed", kBoolean},
                                        {"extended-master-secret", kBoolean},
                                        {"wait-until-expired", kIdentities},
                                        {"damage", kDamage},
                                        {"pause-before-connect", kWait},
                                        {"pause-before-certificate", kWait},
                                        {"pause-between-octets", kWait},
                                        {"pause-before-request", kWait},
                                        {"timeout", kWait},
                                        {"post-handshake-auth", kBoolean},
                                        {"record-padding", kBoolean},
                                        {"request", kBoolean}};
constexpr AttributeRule kChange[] = {{"trust", kTrustState},
                                     {"crl", kCrlState},
                                     {"revoked", kIdentities},
                                     {"issuer-revoked", kBoolean},
                                     {"policy", kPolicy}};

constexpr ChildRule kHandshakeChildren[] = {{"change"},
                                            {"header", false, true},
                                            {"trailer", false, true},
                                            {"further-request", false, true},
                                            {"renegotiate"},
                                            {"damage", false, true}};

constexpr AttributeRule kFurtherRequest[] = {
    {"host", kHostField}, {"path", kHttpPath}, {"method", kHttpToken}};

constexpr AttributeRule kHeader[] = {
    {"name", kHttpToken, true}, {"value", kHeaderValue, true}, {"form", kHeaderForm}};
constexpr AttributeRule kTrailer[] = {{"name", kHttpToken, true}, {"value", kHeaderValue, true}};

constexpr AttributeRule kRenegotiate[] = {
    {"after", kCount}, {"identity", kIdentityRef}, {"sni", kHostName}};

/// Besides the message and the time exactly one of them, see attempt/damage.h.
constexpr AttributeRule kDamageRule[] = {{"message", kDamageMessage, true},
                                         {"when", kDamageTime},
                                         {"omit", kBoolean},
                                         {"duplicate", kBoolean},
                                         {"reorder", kText},
                                         {"replace-with", kText},
                                         {"flip-bit", kText},
                                         {"truncate", kText},
                                         {"append", kText},
                                         {"length", kText},
                                         {"context", kText},
                                         {"extension", kText},
                                         {"scheme", kText},
                                         {"transcript", kText},
                                         {"salt", kText},
                                         {"mask-digest", kText},
                                         {"key", kText},
                                         {"split-records", kText},
                                         {"join-records", kBoolean},
                                         {"precede-with", kText},
                                         {"interleave", kText},
                                         {"replay", kHandshakeId},
                                         {"unasked", kBoolean}};

constexpr AttributeRule kExpect[] = {{"handshake", kHandshakeId}, {"outcome", kOutcome},
                                     {"cause", kCauses},          {"enforcement", kEnforcements},
                                     {"alerts", kAlerts},         {"connection", kHandshakeId},
                                     {"client", kClientOutcomes}};
constexpr ChildRule kExpectChildren[] = {{"at"},          {"canary"},  {"certificate-request"},
                                         {"answer-time"}, {"tickets"}, {"answer"}};

constexpr AttributeRule kAt[] = {{"layer", kLayer},
                                 {"alert", kAlerts},
                                 {"status", kStatuses},
                                 {"title", kText},
                                 {"tls", kVersion},
                                 {"resumed", kBoolean},
                                 {"early-data", kEarlyDataFates},
                                 {"renegotiation", kRenegotiationFates},
                                 {"server-signature", kSignatureSchemes}};

constexpr AttributeRule kAnswerTime[] = {{"like", kHandshakeId, true}, {"within", kWait, true}};

constexpr AttributeRule kTickets[] = {
    {"max-lifetime", kWait}, {"shorter-than", kHandshakeId}, {"within-certificate", kBoolean}};

constexpr AttributeRule kCanary[] = {
    {"text", kText, true}, {"seen", kSeen, true}, {"status", kStatuses}};

constexpr AttributeRule kRequest[] = {{"present", kBoolean},
                                      {"ca-names", kNameMatch},
                                      {"when", kRequestTime},
                                      {"same-ca-names-as", kHandshakeId},
                                      {"same-signature-algorithms-as", kHandshakeId},
                                      {"rules", kRequestRules},
                                      {"fresh-contexts", kBoolean},
                                      {"well-formed", kBoolean}};
constexpr ChildRule kRequestChildren[] = {{"ca-name", false, true},
                                          {"signature-algorithm", false, true},
                                          {"certificate-type", false, true}};

constexpr AttributeRule kCaName[] = {{"dn", kDistinguishedName, true}, {"present", kBoolean}};
constexpr AttributeRule kAlgorithm[] = {{"name", kSignatureScheme, true}, {"present", kBoolean}};
constexpr AttributeRule kType[] = {{"name", kCertificateType, true}, {"present", kBoolean}};

constexpr auto kElements = std::to_array<ElementRule>({
    {"suite", kSuite, kSuiteChildren},
    {.name = "description", .text = true},
    {"variable", kVariable},
    {"target", kTarget},
    {"peer", kPeer, kPeerChildren},
    {"host", kHost},
    {"identities", {}, kIdentitiesChildren},
    {"identity", kIdentity},
    {"scenario", kScenario, kScenarioChildren},
    {"client-case", kScenario, kClientCaseChildren},
    {"connection", kConnection},
    {"answer", kAnswer},
    {"matrix", kMatrix},
    {"handshake", kHandshake, kHandshakeChildren},
    {"change", kChange},
    {"header", kHeader},
    {"trailer", kTrailer},
    {"further-request", kFurtherRequest},
    {"renegotiate", kRenegotiate},
    {"damage", kDamageRule},
    {"expect", kExpect, kExpectChildren},
    {"at", kAt},
    {"canary", kCanary},
    {"tickets", kTickets},
    {"answer-time", kAnswerTime},
    {.name = "certificate-request",
     .attributes = kRequest,
     .children = kRequestChildren,
     .ordered = false},
    {"ca-name", kCaName},
    {"signature-algorithm", kAlgorithm},
    {"certificate-type", kType},
});

}  // namespace

std::span<const ElementRule> Grammar() { return kElements; }

const ElementRule* FindElement(std::string_view name) {
  const auto* found = std::find_if(kElements.begin(), kElements.end(),
                                   [&](const ElementRule& rule) { return rule.name == name; });
  return found == kElements.end() ? nullptr : found;
}

const AttributeRule* FindAttribute(const ElementRule& element, std::string_view name) {
  for (const AttributeRule& rule : element.attributes) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

}  // namespace shakedown::scenario
