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

/// Appends one header block to `header` and leaves everything behind it in the socket: what
/// follows belongs to the tunnel.
ReadEnd ReadHeader(Socket& socket, Deadline deadline, std::string* header) {
  std::array<uint8_t, 2048> chunk;
  while (true) {
    if (deadline.over() || !socket.WaitReadable(deadline)) return ReadEnd::kTimedOut;
    const IoResult peeked = socket.Peek(chunk);
    if (peeked.status == IoStatus::kWouldBlock) continue;
    if (peeked.status != IoStatus::kDone) return ReadEnd::kClosed;
    const size_t before = header->size();
    header->append(AsText(std::span(chunk).first(peeked.octets)));
    const std::optional<size_t> length = HeaderLength(*header);
    if (length) header->resize(*length);
    socket.Read(std::span(chunk).first(header->size() - before));
    if (!MayBeHttp(*header)) return ReadEnd::kNotHttp;
    if (length) return ReadEnd::kHeader;
    if (header->size() >= kMaxHeaderOctets) return ReadEnd::kTooLarge;
  }
}

bool SendAll(Socket& socket, std::string_view text, Deadline deadline, bool* timed_out) {
  while (!text.empty()) {
    const IoResult sent = socket.Write(AsBytes(text));
    if (sent.status == IoStatus::kDone) {
      text.remove_prefix(sent.octets);
    } else if (sent.status != IoStatus::kWouldBlock) {
      return false;
    } else if (!socket.WaitWritable(deadline)) {
      *timed_out = true;
      return false;
    }
  }
  return true;
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

ConnectReply ReplyOf(ReadEnd end, std::string_view header) {
  ConnectReply reply;
  const std::string_view line = header.substr(0, header.find('\n'));
  reply.reason = ElideEnd(Printable(Trimmed(line)), kMaxReasonCharacters);
  if (end != ReadEnd::kNotHttp) reply.status = StatusOf(Trimmed(line));
  reply.opened = end == ReadEnd::kHeader && reply.status >= 200 && reply.status < 300;
  reply.timed_out = end == ReadEnd::kTimedOut;
  reply.closed = end == ReadEnd::kClosed;
  return reply;
}

}  // namespace

ConnectReply HttpConnect(Socket& socket, const std::string& host, uint16_t port,
                         Deadline deadline) {
  const std::string authority = Authority(host, port);
  ConnectReply failed;
  // A failed write is not the end: the proxy may have answered before it closed.
  SendAll(socket, "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n", deadline,
          &failed.timed_out);
  if (failed.timed_out) return failed;
  for (int interim = 0;; ++interim) {
    std::string header;
    const ReadEnd end = ReadHeader(socket, deadline, &header);
    ConnectReply reply = ReplyOf(end, header);
    const bool informational = end == ReadEnd::kHeader && reply.status >= 100 && reply.status < 200;
    if (!informational || interim == kMaxInterimReplies) return reply;
  }
}

}  // namespace shakedown::net
