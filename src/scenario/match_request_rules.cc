#include "scenario/match_request_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"
#include "scenario/source_text.h"

namespace shakedown::scenario {
namespace {

using tls::CertificateRequest;
using tls::ClientCertificateType;

/// What breaks a rule, one phrase each; empty if it is kept.
using Breaches = std::vector<std::string>;

constexpr size_t kMostListed = 8;
/// More than this in every handshake costs more than it tells.
constexpr size_t kMaxNameOctets = 16 * 1024;
/// anyExtendedKeyUsage (RFC 5280 section 4.2.1.12): 2.5.29.37.0.
constexpr std::array<uint8_t, 6> kAnyExtendedKeyUsage = {0x06, 0x04, 0x55, 0x1D, 0x25, 0x00};
/// extKeyUsage: 2.5.29.37.
constexpr std::array<uint8_t, 5> kExtendedKeyUsage = {0x06, 0x03, 0x55, 0x1D, 0x25};

bool IsTls13(const CertificateRequest& request) { return request.version >= tls::Version::kTls13; }

/// RFC 9846 section 4.4.2: zero length unless it is post-handshake authentication.
Breaches Context(const attempt::RequestSeen& seen) {
  const bool late = seen.when == attempt::RequestTime::kPostHandshake;
  if (late || seen.request->context.empty()) return {};
  return {std::to_string(seen.request->context.size()) + " octets of context"};
}

/// RFC 9846 section 4.4.2 and RFC 5246 section 7.4.4.
Breaches Algorithms(const attempt::RequestSeen& seen) {
  const CertificateRequest& request = *seen.request;
  if (request.version < tls::Version::kTls12 || !request.signature_algorithms.empty()) return {};
  return {request.has_signature_algorithms ? "an empty list" : "no list at all"};
}

/// RFC 5246 section 7.4.4; RFC 8422 section 5.5 retired the fixed kinds.
Breaches Types(const attempt::RequestSeen& seen) {
  const CertificateRequest& request = *seen.request;
  if (IsTls13(request)) return {};
  if (request.certificate_types.empty()) return {"an empty list"};
  Breaches breaches;
  for (const ClientCertificateType type : request.certificate_types) {
    std::string name = tls::Name(type);
    // Whatever its exact name: rsa_fixed_dh, dss_fixed_dh, rsa_fixed_ecdh, ecdsa_fixed_ecdh.
    if (name.find("fixed") != std::string::npos) breaches.push_back(std::move(name));
  }
  return breaches;
}

/// RFC 9846 section 4.3.4, RFC 5246 section 7.4.4; what is not DER is a decode error.
Breaches Names(const attempt::RequestSeen& seen) {
  Breaches breaches;
  std::set<Bytes> listed;
  size_t octets = 0;
  for (const tls::DistinguishedName& name : seen.request->ca_names) {
    octets += name.der.size();
    if (listed.insert(name.der).second) continue;
    breaches.push_back("twice: " + ElideMiddle(tls::ToText(name), 100));
  }
  if (octets > kMaxNameOctets) breaches.push_back(std::to_string(octets) + " octets of names");
  for (const DecodeError& error : seen.message->errors) {
    const bool about_names = error.field.find("authorities") != std::string::npos;
    if (about_names) breaches.push_back(error.Text());
  }
  return breaches;
}

/// RFC 9846 section 4.3: the table of what may stand where, and no type twice.
Breaches Extensions(const attempt::RequestSeen& seen) {
  if (!IsTls13(*seen.request)) return {};
  Breaches breaches;
  std::set<tls::ExtensionType> listed;
  for (const tls::Extension& extension : seen.request->extensions) {
    const std::string name = tls::Name(extension.type);
    if (!listed.insert(extension.type).second) breaches.push_back("twice: " + name);
    if (!tls::IsAllowed(extension.type, tls::ExtensionPlace::kCertificateRequest)) {
      breaches.push_back("out of place: " + name);
    }
  }
  return breaches;
}

bool Holds(ByteSpan octets, ByteSpan part) {
  return std::search(octets.begin(), octets.end(), part.begin(), part.end()) != octets.end();
}

/// RFC 9846 section 4.3.5.
Breaches Filters(const attempt::RequestSeen& seen) {
  Breaches breaches;
  std::set<Bytes> listed;
  for (const tls::OidFilter& filter : seen.request->oid_filters) {
    if (!listed.insert(filter.oid).second) breaches.emplace_back("an OID comes twice");
    const bool usage = std::ranges::equal(filter.oid, kExtendedKeyUsage);
    if (usage && Holds(filter.values, kAnyExtendedKeyUsage)) {
      breaches.emplace_back("anyExtendedKeyUsage is asked for");
    }
  }
  return breaches;
}

struct Rule {
  std::string_view word;
  std::string_view what;
  std::string_view expected;
  Breaches (*breaches)(const attempt::RequestSeen&);
};

constexpr std::array<Rule, 6> kRules = {{
    {"context", "CertificateRequest context", "empty in the main handshake", Context},
    {"algorithms", "CertificateRequest signature algorithms", "a list that is not empty",
     Algorithms},
    {"types", "CertificateRequest certificate types", "a list, none of it for fixed Diffie-Hellman",
     Types},
    {"names", "CertificateRequest CA names", "DER, none twice, at most 16 KB", Names},
    {"extensions", "CertificateRequest extensions", "only kinds that may stand there, each once",
     Extensions},
    {"filters", "CertificateRequest OID filters", "no OID twice, no anyExtendedKeyUsage", Filters},
}};

}  // namespace

CheckResult MatchRequestRule(std::string_view rule, const attempt::RequestSeen& seen,
                             const std::string& handshake) {
  const auto found = std::find_if(kRules.begin(), kRules.end(),
                                  [rule](const Rule& known) { return known.word == rule; });
  CheckResult result;
  result.handshake = handshake;
  if (found == kRules.end()) {
    result.met = false;
    result.what = "CertificateRequest rule";
    result.expected = "one that is known";
    result.observed = Quoted(rule);
    return result;
  }
  Breaches breaches = found->breaches(seen);
  result.met = breaches.empty();
  result.what = found->what;
  result.expected = found->expected;
  if (breaches.size() > kMostListed) breaches.resize(kMostListed);
  result.observed = breaches.empty() ? "so" : Joined(breaches, "; ");
  return result;
}

}  // namespace shakedown::scenario
