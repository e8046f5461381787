// Subject alternative names of identities to be minted, as suites write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::attempt {

/// One GeneralName (RFC 5280 section 4.2.1.6).
struct AlternativeName {
  enum class Kind { kDns, kEmail, kUri, kIp, kUpn, kRegisteredId };
  Kind kind = Kind::kDns;
  /// Octets of the name, which may be anything; an address and an OID as text. kUpn is the
  /// otherName that Windows logs in by.
  std::string value;
  bool operator==(const AlternativeName&) const = default;
};

/// "dns", "email", "uri", "ip", "upn", "rid".
const char* ToString(AlternativeName::Kind kind);

/// Blank-separated names, KIND:VALUE, where %XX in the value is an octet in hex:
/// "dns:a.test email:a%00b@test". Nothing if a kind is not known, a value is empty, an escape is
/// none, or an address or an OID is malformed.
std::optional<std::vector<AlternativeName>> ParseAlternativeNames(std::string_view text);

}  // namespace shakedown::attempt
