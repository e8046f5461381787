// The parts that URLs of targets and proxies have in common. For the parsers of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "attempt/endpoint.h"
#include "core/result.h"

namespace shakedown::attempt {

/// What kind of text is parsed, for messages.
struct Subject {
  std::string_view kind;     ///< "target URL", "endpoint", "proxy URL"
  std::string_view example;  ///< what it should look like
};

/// kUsage: `what` is wrong with a text of this kind.
Error Refused(const Subject& subject, const std::string& what);
/// `text` in single quotes, printable and short.
std::string Quoted(std::string_view text);

/// Whether `host` is an address literal, without brackets.
bool IsIpv4(std::string_view host);
bool IsIpv6(std::string_view host);

/// Blanks, control characters and octets beyond ASCII have no place in any of these texts; a line
/// break in a path would even forge header lines. `host`, a part of `text`, may hold octets beyond
/// ASCII: international names are converted. Nothing if all is well.
std::optional<Error> CharacterDefect(std::string_view text, const Subject& subject,
                                     std::string_view host = {});
/// The part of a URL or of "host:port" where a host name stands. Borrowed from `text`.
std::string_view HostPart(std::string_view text);
/// The text before "://", lower-cased; nothing if there is none.
std::optional<std::string> Scheme(std::string_view text);
/// Parses "host[:port]"; `default_port` 0 makes the port mandatory. The host comes out in lower
/// case, an international name as A-labels; a final dot stays, because it has a meaning for
/// resolvers.
Result<Endpoint> ParseAuthority(std::string_view text, uint16_t default_port,
                                const Subject& subject);

}  // namespace shakedown::attempt
