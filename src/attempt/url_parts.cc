#include "attempt/url_parts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "attempt/idn.h"
#include "core/text.h"

namespace shakedown::attempt {
namespace {

constexpr size_t kLongestName = 253;  // RFC 1035 section 2.3.4, without the root's dot
constexpr size_t kLongestLabel = 63;
constexpr size_t kLongestInput = 8192;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNameCharacter(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

/// What is wrong with a host name; empty if nothing.
std::string NameDefect(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty()) return "the host is missing";
  if (host.size() > kLongestName) return "the host name is longer than 253 characters";
  std::string_view label;
  for (size_t start = 0; start <= host.size(); start += label.size() + 1) {
    label = host.substr(start, host.find('.', start) - start);
    if (label.empty()) return "the host name has an empty label (two dots in a row)";
    if (label.size() > kLongestLabel) return "a label of the host name exceeds 63 characters";
    const auto bad =
        std::find_if(label.begin(), label.end(), [](char c) { return !IsNameCharacter(c); });
    if (bad != label.end()) {
      return "the host name holds the character " + Quoted(std::string_view(&*bad, 1));
    }
  }
  // A last label of digits only is an address, not a name (RFC 1123 section 2.1).
  if (std::all_of(label.begin(), label.end(), IsDigit) && !IsIpv4(host)) {
    return "the host looks like an IPv4 address but is none";
  }
  return {};
}

Result<uint16_t> ParsePort(std::string_view text, const Subject& subject) {
  if (text.empty()) return Refused(subject, "the port after ':' is missing");
  unsigned value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!std::all_of(text.begin(), text.end(), IsDigit) || status == std::errc::invalid_argument) {
    return Refused(subject, "the port " + Quoted(text) + " is not a number");
  }
  if (status != std::errc() || end != text.data() + text.size() || value < 1 || value > 65535) {
    return Refused(subject, "the port " + Quoted(text) + " is not between 1 and 65535");
  }
  return static_cast<uint16_t>(value);
}

/// A host name in the form in which it is used from here on.
Result<std::string> ReadName(std::string_view text, const Subject& subject) {
  Result<std::string> ascii = ToAsciiName(text);
  if (!ascii) return Refused(subject, ascii.error().message());
  if (std::string defect = NameDefect(*ascii); !defect.empty()) return Refused(subject, defect);
  return ToLowerAscii(*ascii);
}

/// "[V6]" at the start of `text`, which is moved behind it; without the brackets.
Result<std::string> ReadBracketed(std::string_view* text, const Subject& subject) {
  const size_t close = text->find(']');
  if (close == std::string_view::npos) {
    return Refused(subject, "the ']' that closes the IPv6 address is missing");
  }
  const std::string_view address = text->substr(1, close - 1);
  if (!IsIpv6(address)) {
    return Refused(subject, Quoted(address) + " in brackets is not an IPv6 address");
  }
  text->remove_prefix(close + 1);
  if (!text->empty() && text->front() != ':') {
    return Refused(subject, "only ':port' may follow ']'");
  }
  return ToLowerAscii(address);
}

}  // namespace

bool IsIpv4(std::string_view host) {
  std::array<unsigned char, sizeof(in_addr)> address;
  return inet_pton(AF_INET, std::string(host).c_str(), address.data()) == 1;
}

bool IsIpv6(std::string_view host) {
  std::array<unsigned char, sizeof(in6_addr)> address;
  return inet_pton(AF_INET6, std::string(host).c_str(), address.data()) == 1;
}

Error Refused(const Subject& subject, const std::string& what) {
  return Error(ErrorCode::kUsage, std::string(subject.kind) + ": " + what)
      .WithHint("write it as " + std::string(subject.example));
}

std::string Quoted(std::string_view text) { return "'" + ElideMiddle(Printable(text), 80) + "'"; }

Result<Endpoint> ParseAuthority(std::string_view text, uint16_t default_port,
                                const Subject& subject) {
  // What stands before '@' may be a password: it is never repeated.
  if (text.find('@') != std::string_view::npos) {
    return Refused(subject, "user names and passwords ('user:password@') are not accepted here");
  }
  Endpoint endpoint;
  std::string_view rest = text;
  Result<std::string> host = std::string();
  if (text.starts_with('[')) {
    host = ReadBracketed(&rest, subject);
  } else {
    if (std::count(text.begin(), text.end(), ':') > 1) {
      return Refused(
          subject, IsIpv6(text) ? "an IPv6 address stands in brackets: [" + std::string(text) + "]"
                                : "more than one ':' in " + Quoted(text));
    }
    const size_t colon = std::min(text.find(':'), text.size());
    host = ReadName(text.substr(0, colon), subject);
    rest = text.substr(colon);
  }
  if (!host) return std::move(host).error();
  endpoint.host = *std::move(host);
  if (rest.empty()) {
    if (default_port == 0) return Refused(subject, "the port is missing after " + Quoted(text));
    endpoint.port = default_port;
    return endpoint;
  }
  const Result<uint16_t> port = ParsePort(rest.substr(1), subject);
  if (!port) return port.error();
  endpoint.port = *port;
  return endpoint;
}

std::string_view HostPart(std::string_view text) {
  if (const size_t scheme = text.find("://"); scheme != std::string_view::npos) {
    text.remove_prefix(scheme + 3);
  }
  text = text.substr(0, text.find_first_of("/?#"));
  if (const size_t at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  return text.substr(0, text.find(':'));
}

std::optional<Error> CharacterDefect(std::string_view text, const Subject& subject,
                                     std::string_view host) {
  if (text.empty()) return Refused(subject, "it is empty");
  if (text.size() > kLongestInput) return Refused(subject, "it is longer than 8192 characters");
  const auto host_begin =
      host.empty() ? text.size() : static_cast<size_t>(host.data() - text.data());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c > 0x20 && c < 0x7f) continue;
    if (c >= 0x80 && i >= host_begin && i < host_begin + host.size()) continue;
    const std::string where = " at position " + std::to_string(i + 1);
    if (c == ' ') return Refused(subject, "a blank" + where + "; in a path it is written %20");
    if (c < 0x20 || c == 0x7f) return Refused(subject, "a control character" + where);
    return Refused(subject, "a character beyond ASCII" + where +
                                "; outside a host name it is percent-encoded");
  }
  return std::nullopt;
}

std::optional<std::string> Scheme(std::string_view text) {
  const size_t end = text.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  return ToLowerAscii(text.substr(0, end));
}

}  // namespace shakedown::attempt
