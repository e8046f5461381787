#include "scenario/grammar.h"

#include <algorithm>
#include <array>

namespace shakedown::scenario {
namespace {

using enum ValueKind;

constexpr AttributeRule kSuite[] = {
    {"xmlns", kNamespace, true}, {"name", kSlug, true}, {"title", kTitle}};
constexpr ChildRule kSuiteChildren[] = {{"description"}, {"variable", false, true},
                                        {"target"},      {"peer"},
                                        {"identities"},  {"scenario", false, true}};

constexpr AttributeRule kVariable[] = {
    {"name", kVariableName, true}, {"default", kVariableValue}, {"peer", kVariableValue}};

constexpr AttributeRule kTarget[] = {
    {"url", kTargetUrl}, {"starttls", kStarttls}, {"server-ca", kText}, {"client-ca", kText},
    {"crl", kText},      {"ca-cert", kText},      {"ca-key", kText},    {"ca-pass", kSecret}};

constexpr ChildRule kPeerChildren[] = {{"host", true, true}};

constexpr AttributeRule kHost[] = {{"name", kHostName},
                                   {"behave", kBehaviour},
                                   {"trust", kTrust},
                                   {"announce", kAnnounce},
                                   {"crl", kBoolean},
                                   {"verify-depth", kCount},
                                   {"signature-algorithms", kSignatureSchemes},
                                   {"certificate-types", kCertificateTypes},
                                   {"late-paths", kHttpPaths},
                                   {"tickets", kBoolean},
                                   {"early-data", kEarlyData}};

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

constexpr AttributeRule kMatrix[] = {{"name", kVariableName, true}, {"values", kAxisValues, true}};

constexpr AttributeRule kHandshake[] = {{"id", kHandshakeId},
                                        {"identity", kIdentities},
                                        {"tls", kVersionRange},
                                        {"sni", kServerNames},
                                        {"host", kHostField},
                                        {"path", kHttpPath},
                                        {"method", kHttpToken},
                                        {"alpn", kText},
                                        {"groups", kLibraryList},
                                        {"signature-algorithms", kLibraryList},
                                        {"ciphers", kLibraryList},
                                        {"via", kHops},
                                        {"connect", kEndpoint},
                                        {"resume", kHandshakeId},
                                        {"early-data", kBoolean},
                                        {"damage", kDamage},
                                        {"pause-before-connect", kWait},
                                        {"pause-before-request", kWait},
                                        {"timeout", kWait},
                                        {"post-handshake-auth", kBoolean},
                                        {"request", kBoolean}};
constexpr ChildRule kHandshakeChildren[] = {
    {"header", false, true}, {"further-request", false, true}, {"damage", false, true}};

constexpr AttributeRule kFurtherRequest[] = {
    {"host", kHostField}, {"path", kHttpPath}, {"method", kHttpToken}};

constexpr AttributeRule kHeader[] = {{"name", kHttpToken, true}, {"value", kHeaderValue, true}};

/// Besides the message exactly one of them, see attempt/damage.h.
constexpr AttributeRule kDamageRule[] = {{"message", kDamageMessage, true},
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
                                         {"interleave", kText}};

constexpr AttributeRule kExpect[] = {{"handshake", kHandshakeId},
                                     {"outcome", kOutcome},
                                     {"cause", kCauses},
                                     {"enforcement", kEnforcements}};
constexpr ChildRule kExpectChildren[] = {{"at"}, {"canary"}, {"certificate-request"}};

constexpr AttributeRule kAt[] = {
    {"layer", kLayer}, {"alert", kAlerts},    {"status", kStatuses},          {"title", kText},
    {"tls", kVersion}, {"resumed", kBoolean}, {"early-data", kEarlyDataFates}};

constexpr AttributeRule kCanary[] = {
    {"text", kText, true}, {"seen", kBoolean, true}, {"status", kStatuses}};

constexpr AttributeRule kRequest[] = {{"present", kBoolean},
                                      {"ca-names", kNameMatch},
                                      {"when", kRequestTime},
                                      {"same-ca-names-as", kHandshakeId},
                                      {"same-signature-algorithms-as", kHandshakeId},
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
    {"peer", {}, kPeerChildren},
    {"host", kHost},
    {"identities", {}, kIdentitiesChildren},
    {"identity", kIdentity},
    {"scenario", kScenario, kScenarioChildren},
    {"matrix", kMatrix},
    {"handshake", kHandshake, kHandshakeChildren},
    {"header", kHeader},
    {"further-request", kFurtherRequest},
    {"damage", kDamageRule},
    {"expect", kExpect, kExpectChildren},
    {"at", kAt},
    {"canary", kCanary},
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
