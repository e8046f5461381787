#include "net/http_connect.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/text.h"

namespace shakedown::net {
namespace {

constexpr size_t kMaxHeaderOctets = 16 * 1024;
constexpr size_t kMaxReasonCharacters = 200;
constexpr size_t kMaxSchemes = 8;
constexpr size_t kMaxSchemeCharacters = 30;
constexpr int kMaxInterimReplies = 4;
constexpr std::string_view kProtocol = "HTTP/1.";

/// "host:port" with IPv6 in brackets (RFC 9112 section 3.2.3, authority-form).
std::string Authority(const std::string& host, uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return (v6 ? "[" + host + "]" : host) + ':' + std::to_string(port);
}

enum class ReadEnd { kHeader, kNotHttp, kTooLarge, kClosed, kTimedOut };

/// Length of the header block in `text`, its blank line included; nothing if it is not complete.
/// A lone LF is a line end too (RFC 9112 section 2.2).
std::optional<size_t> HeaderLength(std::string_view text) {
  const size_t crlf = text.find("\r\n\r\n");
  const size_t lf = text.find("\n\n");
  if (crlf == std::string_view::npos && lf == std::string_view::npos) return std::nullopt;
  return crlf < lf ? crlf + 4 : lf + 2;
}

bool MayBeHttp(std::string_view text) {
  return text.substr(0, kProtocol.size()) == kProtocol.substr(0, text.size());
}

/// Appends one header block to `header` and leaves everything behind it in the transport: what
/// follows belongs to the tunnel.
ReadEnd ReadHeader(Transport& transport, Deadline deadline, std::string* header) {
  std::array<uint8_t, 2048> chunk;
  while (true) {
    if (deadline.over() || !transport.WaitReadable(deadline)) return ReadEnd::kTimedOut;
    const IoResult peeked = transport.Peek(chunk);
    if (peeked.status == IoStatus::kWouldBlock) continue;
    if (peeked.status != IoStatus::kDone) return ReadEnd::kClosed;
    const size_t before = header->size();
    header->append(AsText(std::span(chunk).first(peeked.octets)));
    const std::optional<size_t> length = HeaderLength(*header);
    if (length) header->resize(*length);
    transport.Read(std::span(chunk).first(header->size() - before));
    if (!MayBeHttp(*header)) return ReadEnd::kNotHttp;
    if (length) return ReadEnd::kHeader;
    if (header->size() >= kMaxHeaderOctets) return ReadEnd::kTooLarge;
  }
}

/// The three digits of a status line, or 0.
int StatusOf(std::string_view line) {
  const size_t blank = line.find(' ');
  if (blank == std::string_view::npos || line.size() < blank + 4) return 0;
  int status = 0;
  for (const char digit : line.substr(blank + 1, 3)) {
    if (digit < '0' || digit > '9') return 0;
    status = status * 10 + (digit - '0');
  }
  const bool ends = line.size() == blank + 4 || line[blank + 4] == ' ';
  return ends && status >= 100 ? status : 0;
}

/// The value of the header line `line` if its field is called `name`; nothing otherwise.
std::optional<std::string_view> ValueOf(std::string_view line, std::string_view name) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  if (!EqualsIgnoringAsciiCase(Trimmed(line.substr(0, colon)), name)) return std::nullopt;
  return Trimmed(line.substr(colon + 1));
}

/// The length of `text` up to the first comma outside of a quoted string.
size_t PartLength(std::string_view text) {
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == ',' && !quoted) {
      return i;
    }
  }
  return text.size();
}

/// Appends the schemes of one Proxy-Authenticate field. Commas separate challenges and parameters
/// alike (RFC 9110 section 11.6.1): what has a '=' in its first word is a parameter.
void TakeSchemes(std::string_view value, std::vector<std::string>* schemes) {
  while (!value.empty() && schemes->size() < kMaxSchemes) {
    const size_t length = PartLength(value);
    const std::string_view part = Trimmed(value.substr(0, length));
    const std::string_view word = part.substr(0, part.find(' '));
    if (!word.empty() && word.find('=') == std::string_view::npos) {
      schemes->push_back(ElideEnd(Printable(word), kMaxSchemeCharacters));
    }
    value.remove_prefix(std::min(length + 1, value.size()));
  }
}

void TakeFields(std::string_view header, ConnectReply* reply) {
  while (!header.empty()) {
    const size_t end = std::min(header.find('\n'), header.size());
    const std::string_view line = Trimmed(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (const auto offered = ValueOf(line, "Proxy-Authenticate")) {
      TakeSchemes(*offered, &reply->schemes);
    }
    for (const char* name : {"X-Squid-Error", "Proxy-Status"}) {
      if (!reply->detail.empty() || !ValueOf(line, name)) continue;
      reply->detail = ElideEnd(Printable(line), kMaxReasonCharacters);
    }
  }
}

ConnectReply ReplyOf(ReadEnd end, std::string_view header) {
  ConnectReply reply;
  const std::string_view line = header.substr(0, header.find('\n'));
  reply.reason = ElideEnd(Printable(Trimmed(line)), kMaxReasonCharacters);
  if (end != ReadEnd::kNotHttp) reply.status = StatusOf(Trimmed(line));
  reply.opened = end == ReadEnd::kHeader && reply.status >= 200 && reply.status < 300;
  reply.timed_out = end == ReadEnd::kTimedOut;
  reply.closed = end == ReadEnd::kClosed;
  if (reply.status != 0)
    TakeFields(header.substr(std::min(line.size() + 1, header.size())), &reply);
  return reply;
}

}  // namespace

ConnectReply HttpConnect(Transport& transport, const ConnectRequest& request, Deadline deadline) {
  const std::string authority = Authority(request.host, request.port);
  std::string text = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n";
  if (!request.authorization.empty()) {
    text += "Proxy-Authorization: " + request.authorization + "\r\n";
  }
  // A failed write is not the end: the proxy may have answered before it closed.
  if (SendAll(transport, AsBytes(text + "\r\n"), deadline) == Exchange::kTimedOut) {
    ConnectReply late;
    late.timed_out = true;
    return late;
  }
  for (int interim = 0;; ++interim) {
    std::string header;
    const ReadEnd end = ReadHeader(transport, deadline, &header);
    ConnectReply reply = ReplyOf(end, header);
    const bool informational = end == ReadEnd::kHeader && reply.status >= 100 && reply.status < 200;
    if (!informational || interim == kMaxInterimReplies) return reply;
  }
}

}  // namespace shakedown::net
