#include "observe/clear_talk.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "attempt/endpoint.h"
#include "core/text.h"
#include "observe/record_stream.h"

namespace shakedown::observe {
namespace {

using attempt::Side;

/// No protocol says so much before it asks for TLS.
constexpr uint64_t kMaxSearched = 256 * 1024;
constexpr size_t kMaxKeptOctets = 16 * 1024;
/// The trace has to have room for TLS.
constexpr size_t kMaxLines = 128;
constexpr size_t kMaxLine = 200;
constexpr size_t kMaxHeldLine = 2048;
constexpr uint8_t kClientHello = 1;

/// The PROXY protocol, version 2: signature, version and command, family, length of the rest.
constexpr std::array<uint8_t, 12> kProxySignature = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
                                                     0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
constexpr size_t kProxyFixed = 16;
constexpr uint8_t kProxyIpv4 = 0x11;
constexpr uint8_t kProxyIpv6 = 0x21;
/// PostgreSQL's request for TLS.
constexpr std::array<uint8_t, 8> kPostgresRequest = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};

bool MayBeginProxyHeader(ByteSpan octets) {
  const size_t count = std::min(octets.size(), kProxySignature.size());
  return std::equal(octets.begin(), octets.begin() + static_cast<ptrdiff_t>(count),
                    kProxySignature.begin());
}

/// Octets of the PROXY header at the front; nothing if they are too few to know.
std::optional<size_t> ProxyHeaderOctets(ByteSpan octets) {
  if (octets.size() < kProxyFixed) return std::nullopt;
  return kProxyFixed + (size_t{octets[14]} << 8 | octets[15]);
}

/// Whether a ClientHello's record begins here (RFC 9846 sections 5.1 and 4), as far as the octets
/// go.
bool BeginsTls(ByteSpan octets) {
  WireHeader header;
  if (!ReadRecordHeader(octets, &header) || header.type != tls::ContentType::kHandshake) {
    return false;
  }
  return octets.size() <= kRecordHeaderOctets || octets[kRecordHeaderOctets] == kClientHello;
}

std::string EndText(int family, ByteSpan address, ByteSpan port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, address.data(), text.data(), text.size());
  return attempt::ToText(
      attempt::Endpoint{text.data(), static_cast<uint16_t>(port[0] << 8 | port[1])});
}

std::string DescribeProxyHeader(ByteSpan header) {
  const ByteSpan ends = header.subspan(kProxyFixed);
  const uint8_t family = header[13];
  const size_t address = family == kProxyIpv4 ? 4 : 16;
  const bool known = family == kProxyIpv4 || family == kProxyIpv6;
  if (!known || ends.size() < 2 * address + 4) return "PROXY protocol 2, no addresses";
  const int system_family = family == kProxyIpv4 ? AF_INET : AF_INET6;
  const ByteSpan ports = ends.subspan(2 * address);
  return fmt::format("PROXY protocol 2, {} to {}",
                     EndText(system_family, ends.first(address), ports),
                     EndText(system_family, ends.subspan(address, address), ports.subspan(2)));
}

/// `first` is the beginning of a message of so many octets.
std::string DescribeBinary(ByteSpan first, size_t octets) {
  const bool postgres =
      octets == kPostgresRequest.size() && std::ranges::equal(first, kPostgresRequest);
  return postgres ? "SSLRequest (PostgreSQL)" : fmt::format("({} octets, not text)", octets);
}

/// Words after which a secret follows; the rest of such a line is left out.
std::string WithoutSecrets(std::string_view line) {
  constexpr std::array<std::string_view, 8> kBefore = {"authorization:", "cookie:", "auth ",
                                                       "authenticate ",  "pass ",   "login ",
                                                       "user ",          "password"};
  const std::string lower = ToLowerAscii(line);
  for (const std::string_view word : kBefore) {
    const size_t at = lower.find(word);
    // FTP asks for TLS with "AUTH TLS".
    if (at == std::string::npos || lower == "auth tls" || lower == "auth ssl") continue;
    return std::string(line.substr(0, at + word.size())) + "...";
  }
  return std::string(line);
}

bool IsHttpHead(std::string_view line) {
  return line.starts_with("HTTP/1.") || line.find(" HTTP/1.") != std::string_view::npos;
}

/// A request line without its query, which may hold a secret.
std::string WithoutQuery(std::string_view line) {
  const size_t query = line.find('?');
  const size_t version = line.rfind(" HTTP/1.");
  if (query == std::string_view::npos || version == std::string_view::npos || query > version) {
    return std::string(line);
  }
  return std::string(line.substr(0, query)) + "?..." + std::string(line.substr(version));
}

}  // namespace

TlsFinder::Split TlsFinder::Decide(ByteSpan octets) const {
  if (passed_ == 0 && MayBeginProxyHeader(octets)) {
    const auto header = ProxyHeaderOctets(octets);
    if (header && octets.size() >= *header) return {octets.first(*header), {}};
    return {};
  }
  for (size_t at = 0; at < octets.size(); ++at) {
    const ByteSpan rest = octets.subspan(at);
    if (!BeginsTls(rest)) continue;
    if (rest.size() <= kRecordHeaderOctets) return {octets.first(at), {}};
    return {octets.first(at), rest};
  }
  return {octets, {}};
}

TlsFinder::Split TlsFinder::Find(ByteSpan octets) {
  if (passed_ > kMaxSearched) return {octets, {}};
  if (!held_.empty()) {
    held_.insert(held_.end(), octets.begin(), octets.end());
    joined_.swap(held_);
    held_.clear();
    octets = joined_;
  }
  const bool first = passed_ == 0;
  Split found = Decide(octets);
  passed_ += found.clear.size();
  ByteSpan rest = octets.subspan(found.clear.size() + found.tls.size());
  // Behind a PROXY header anything may follow, TLS before all.
  if (first && !rest.empty() && found.tls.empty() && found.clear.size() >= kProxyFixed &&
      MayBeginProxyHeader(found.clear) && BeginsTls(rest)) {
    found.tls = rest;
    rest = {};
  }
  more_ = first && !found.clear.empty() && found.tls.empty() && !rest.empty();
  held_.assign(rest.begin(), rest.end());
  return found;
}

void ClearTalk::Keep(Side from, const std::string& text) {
  Speaker& speaker = speakers_[Index(from)];
  speaker.last = ElideEnd(Printable(text), kMaxLine);
  if (kept_octets_ >= kMaxKeptOctets || kept_lines_ == kMaxLines) return;
  kept_octets_ += speaker.last.size();
  ++kept_lines_;
  writer_->Add(attempt::DialogueLine{from, speaker.last});
}

void ClearTalk::EndLine(Side from) {
  Speaker& speaker = speakers_[Index(from)];
  const std::string line(Trimmed(speaker.line));
  speaker.line.clear();
  if (line.empty() || speaker.head_kept) return;
  if (from == Side::kServer) {
    // SASL in SMTP, IMAP and POP3.
    challenged_ = line.starts_with("334") || line.starts_with("+ ") || line == "+";
  } else if (std::exchange(challenged_, false)) {
    Keep(from, "...");
    return;
  }
  speaker.http = IsHttpHead(line);
  speaker.head_kept = speaker.http;
  Keep(from, speaker.http ? WithoutQuery(line) : WithoutSecrets(line));
}

void ClearTalk::Take(Side from, uint8_t octet) {
  Speaker& speaker = speakers_[Index(from)];
  const bool text = (octet >= 0x20 && octet != 0x7f) || octet == '\r' || octet == '\t';
  if (speaker.binary_octets > 0 || (!text && octet != '\n')) {
    // A message that is not text up to here is none behind either.
    speaker.line += static_cast<char>(octet);
    speaker.binary_octets += speaker.line.size();
    if (speaker.binary.size() < kPostgresRequest.size()) speaker.binary += speaker.line;
    speaker.line.clear();
  } else if (octet == '\n') {
    EndLine(from);
  } else if (speaker.line.size() < kMaxHeldLine) {
    speaker.line += static_cast<char>(octet);
  }
}

void ClearTalk::Feed(Side from, ByteSpan octets) {
  if (octets.empty()) return;
  if (from != speaking_) {
    Flush();
    speaking_ = from;
  }
  Speaker& speaker = speakers_[Index(from)];
  // The finder hands over a header as a whole; further on its octets are no header.
  const bool first = speaker.octets == 0;
  speaker.octets += octets.size();
  if (first && from == Side::kClient && octets.size() >= kProxyFixed &&
      MayBeginProxyHeader(octets)) {
    Keep(from, DescribeProxyHeader(octets));
    return;
  }
  if (kept_octets_ >= kMaxKeptOctets || speaker.octets > kMaxSearched) return;
  for (const uint8_t octet : octets) Take(from, octet);
}

void ClearTalk::Flush() {
  Speaker& speaker = speakers_[Index(speaking_)];
  EndLine(speaking_);
  if (speaker.binary_octets > 0) {
    Keep(speaking_, DescribeBinary(AsBytes(speaker.binary), speaker.binary_octets));
    speaker.binary_octets = 0;
    speaker.binary.clear();
  }
  speaker.head_kept = false;
}

std::string ClearTalk::Summary() const {
  const auto& [client, server] = speakers_;
  if (client.octets + server.octets == 0) return {};
  std::string text = fmt::format("{} octets in clear from the client, {} from the server",
                                 client.octets, server.octets);
  if (!client.last.empty()) text += fmt::format("; the client's last line: '{}'", client.last);
  if (!server.last.empty()) text += fmt::format("; the server's: '{}'", server.last);
  return text;
}

}  // namespace shakedown::observe
