// The words of the suite format in one place.
#include "scenario/loader.h"

namespace shakedown::scenario::words {

const std::vector<std::string> kCapabilities = {
    "trusted-issuer", "crl", "client-ca", "built-in-peer", "external-target", "http"};
const std::vector<std::string> kDamage = {"wrong-key", "split-client-hello"};
const std::vector<std::string> kDamageTimes = {"handshake", "post-handshake"};
const std::vector<std::string> kEarlyData = {"refuse", "too-early", "once", "answer"};
const std::vector<std::string> kRenegotiationFates = {"none", "refused", "begun", "done",
                                                      "impossible"};
const std::vector<std::string> kEarlyDataFates = {"none", "rejected", "too-early", "answered"};
const std::vector<std::string> kFlaws = {
    "good",        "expired",   "not-yet-valid", "expired-intermediate", "missing-intermediate",
    "self-signed", "wrong-eku", "no-eku",        "no-digital-signature", "ca-as-leaf",
    "version-1",   "weak-key",  "sha-1",         "name-reencoded",       "revoked"};
const std::vector<std::string> kDefects = {"eku-email",
                                           "eku-code-signing",
                                           "eku-time-stamping",
                                           "eku-ocsp-signing",
                                           "eku-any",
                                           "ku-absent",
                                           "ku-key-agreement",
                                           "ku-non-repudiation",
                                           "ku-cert-sign",
                                           "delegation-usage",
                                           "critical-extension",
                                           "bad-signature",
                                           "algorithm-mismatch",
                                           "duplicate-extension",
                                           "inverted-validity",
                                           "no-expiry",
                                           "generalized-time",
                                           "serial-zero",
                                           "serial-negative",
                                           "wrong-issuer-name",
                                           "intermediate-not-ca",
                                           "intermediate-no-constraints",
                                           "intermediate-version-1",
                                           "intermediate-no-cert-sign",
                                           "intermediate-bad-signature",
                                           "intermediate-critical-extension",
                                           "intermediate-eku-server",
                                           "intermediate-name-permitted",
                                           "intermediate-name-excluded",
                                           "intermediate-path-length",
                                           "intermediate-is-leaf",
                                           "time-without-seconds",
                                           "time-with-offset",
                                           "time-with-fraction",
                                           "ber-long-length",
                                           "ber-indefinite",
                                           "md5",
                                           "explicit-curve",
                                           "rsa-exponent-one",
                                           "rsa-16384",
                                           "huge-subject",
                                           "many-names",
                                           "intermediate-md5",
                                           "intermediate-name-permitted-cn",
                                           "intermediate-name-unknown-type",
                                           "intermediate-many-constraints",
                                           "intermediate-self-issued",
                                           "intermediate-explicit-policy",
                                           "intermediate-expired-copy",
                                           "proxy-certificate"};
const std::vector<std::string> kKeyKinds = {"rsa-1024", "rsa-2048", "rsa-3072", "rsa-4096",
                                            "rsa-pss",  "p-256",    "p-384",    "p-521",
                                            "ed25519",  "ed448"};
const std::vector<std::string> kIssuers = {"trusted", "untrusted", "twin",
                                           "issuing", "other",     "server"};
const std::vector<std::string> kBehaviours = {"none",  "optional", "strict",
                                              "nginx", "lenient",  "late"};
const std::vector<std::string> kHeaderForms = {"blank-before-colon", "tab-before-colon", "folded",
                                               "unicode-dash"};
const std::vector<std::string> kPeerProtocols = {"http/1.1", "http/1.0", "h2"};
const std::vector<std::string> kTrust = {"trusted", "other", "nothing"};
const std::vector<std::string> kVersions = {"1.0", "1.1", "1.2", "1.3"};
const std::vector<std::string> kRequestTimes = {"handshake", "renegotiation", "post-handshake"};
const std::vector<std::string> kOcspManners = {
    "good",   "revoked", "unknown",           "try-later", "refused",
    "silent", "stale",   "other-certificate", "stranger",  "no-purpose"};
const std::vector<std::string> kTrustStates = {"trusted", "other",   "both",
                                               "nothing", "missing", "garbage"};
const std::vector<std::string> kCrlStates = {"current", "partial", "stale", "foreign"};
const std::vector<std::string> kPolicies = {"required", "optional"};
const std::vector<std::string> kTicketForms = {"flipped", "truncated", "foreign"};
const std::vector<std::string> kNameMatches = {"contains", "exact", "ordered", "empty",
                                               "not-empty"};
const std::vector<std::string> kRequestRules = {"context", "algorithms", "types",
                                                "names",   "extensions", "filters"};
const std::vector<std::string> kIdentityTexts = {"der64", "pem-escaped", "sha256", "subject"};
const std::vector<std::string> kServerCertificates = {"good", "untrusted", "wrong-name", "expired"};
const std::vector<std::string> kAnnounceMany = {"trusted", "other", "nothing", "many"};
const std::vector<std::string> kMissteps = {"none",
                                            "no-signature-algorithms",
                                            "context",
                                            "second-request",
                                            "status-request",
                                            "bad-proof",
                                            "request-on-resumption",
                                            "anonymous-request",
                                            "late-request",
                                            "two-late-requests"};
const std::vector<std::string> kAlertMoments = {"handshake", "request"};
const std::vector<std::string> kOffers = {"post-handshake-auth", "h2", "anonymous", "resumption"};
const std::vector<std::string> kProgramEnds = {"success", "failure"};
const std::vector<std::string> kBuiltInVariables = {
    "target.host",   "target.port",    "target.address", "terminator",
    "connect_proxy", "other_listener", "ca.dn"};

}  // namespace shakedown::scenario::words
