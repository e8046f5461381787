// The words of the suite format in one place.
#include "scenario/loader.h"

namespace shakedown::scenario::words {

const std::vector<std::string> kCapabilities = {
    "trusted-issuer", "crl", "client-ca", "built-in-peer", "external-target", "http"};
const std::vector<std::string> kDamage = {"wrong-key", "split-client-hello"};
const std::vector<std::string> kEarlyData = {"refuse", "too-early", "answer"};
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
                                           "intermediate-is-leaf"};
const std::vector<std::string> kKeyKinds = {"rsa-1024", "rsa-2048", "rsa-3072", "rsa-4096",
                                            "rsa-pss",  "p-256",    "p-384",    "p-521",
                                            "ed25519",  "ed448"};
const std::vector<std::string> kIssuers = {"trusted", "untrusted", "twin"};
const std::vector<std::string> kBehaviours = {"none", "optional", "strict", "nginx", "late"};
const std::vector<std::string> kTrust = {"trusted", "other", "nothing"};
const std::vector<std::string> kVersions = {"1.0", "1.1", "1.2", "1.3"};
const std::vector<std::string> kRequestTimes = {"handshake", "renegotiation", "post-handshake"};
const std::vector<std::string> kNameMatches = {"contains", "exact", "ordered", "empty",
                                               "not-empty"};
const std::vector<std::string> kBuiltInVariables = {
    "target.host", "target.port", "target.address", "terminator", "connect_proxy", "ca.dn"};

}  // namespace shakedown::scenario::words
