#include "attempt/url_parts.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

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
      return "the host name holds the character " + Quoted(std::string_view(&*bad, 1)) +
             (static_cast<unsigned char>(*bad) > 0x7f
                  ? "; international names are written in their xn-- form"
                  : "");
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
  std::string_view rest;
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) {
      return Refused(subject, "the ']' that closes the IPv6 address is missing");
    }
    endpoint.host = text.substr(1, close - 1);
    if (!IsIpv6(endpoint.host)) {
      return Refused(subject, Quoted(endpoint.host) + " in brackets is not an IPv6 address");
    }
    rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') {
      return Refused(subject, "only ':port' may follow ']'");
    }
  } else {
    if (std::count(text.begin(), text.end(), ':') > 1) {
      return Refused(
          subject, IsIpv6(text) ? "an IPv6 address stands in brackets: [" + std::string(text) + "]"
                                : "more than one ':' in " + Quoted(text));
    }
    const size_t colon = std::min(text.find(':'), text.size());
    endpoint.host = text.substr(0, colon);
    rest = text.substr(colon);
    if (std::string defect = NameDefect(endpoint.host); !defect.empty()) {
      return Refused(subject, defect);
    }
  }
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

std::optional<Error> CharacterDefect(std::string_view text, const Subject& subject) {
  if (text.empty()) return Refused(subject, "it is empty");
  if (text.size() > kLongestInput) return Refused(subject, "it is longer than 8192 characters");
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c > 0x20 && c < 0x7f) continue;
    const std::string where = " at position " + std::to_string(i + 1);
    if (c == ' ') return Refused(subject, "a blank" + where + "; in a path it is written %20");
    if (c < 0x20 || c == 0x7f) return Refused(subject, "a control character" + where);
    return Refused(subject, "a character beyond ASCII" + where +
                                "; write it percent-encoded in a path, in xn-- form in a host");
  }
  return std::nullopt;
}

std::optional<std::string> Scheme(std::string_view text) {
  const size_t end = text.find("://");
  if (end == std::string_view::npos) return std::nullopt;
  return ToLowerAscii(text.substr(0, end));
}

}  // namespace shakedown::attempt
