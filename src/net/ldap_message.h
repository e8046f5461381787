// The little of LDAP (RFC 4511) that asking for TLS and for an answer takes: the length of a
// message and its result.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shakedown::net {

/// Tags of protocolOp (RFC 4511 section 4.2 and following).
enum class LdapOperation : uint8_t {
  kBindResponse = 0x61,
  kSearchResultDone = 0x65,
  kExtendedResponse = 0x78,
};

/// What a response says (RFC 4511 section 4.1.9).
struct LdapResult {
  int message_id = 0;  ///< 0: an unsolicited notification
  LdapOperation operation{};
  int code = 0;      ///< resultCode
  std::string text;  ///< diagnosticMessage, as received
};

/// Octets of the message at the start of `text`; 0: its length is not known yet; nothing: it is no
/// message. It may be longer than `text`.
std::optional<size_t> LdapMessageLength(std::string_view text);
/// The result in a complete message; nothing if it holds none.
std::optional<LdapResult> ReadLdapResult(std::string_view message);

}  // namespace shakedown::net
