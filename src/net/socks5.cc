#include "net/socks5.h"

#include <arpa/inet.h>

#include <array>
#include <string_view>

#include "core/text.h"

namespace shakedown::net {
namespace {

constexpr uint8_t kVersion = 5;
constexpr uint8_t kLoginVersion = 1;
constexpr uint8_t kConnect = 1;
constexpr size_t kMaxField = 255;
constexpr size_t kMaxReasonCharacters = 200;
/// A stranger's answer usually comes in one piece; a short wait completes the picture.
constexpr Milliseconds kStrangerOctets{50};

enum Method : uint8_t { kNoAuthentication = 0, kUserAndPassword = 2, kNoneAcceptable = 0xFF };
enum AddressType : uint8_t { kIpv4 = 1, kName = 3, kIpv6 = 4 };

/// RFC 1928 section 6.
std::string_view ReplyName(int code) {
  constexpr std::array<std::string_view, 9> kNames = {"succeeded",
                                                      "general SOCKS server failure",
                                                      "connection not allowed by ruleset",
                                                      "network unreachable",
                                                      "host unreachable",
                                                      "connection refused",
                                                      "TTL expired",
                                                      "command not supported",
                                                      "address type not supported"};
  const auto index = static_cast<size_t>(code);
  return index < kNames.size() ? kNames[index] : "a code that RFC 1928 does not know";
}

/// The address part of a request (RFC 1928 section 5); nothing if the name is too long for it.
std::optional<Bytes> AddressOctets(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  Bytes octets;
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    octets.push_back(kIpv4);
    const auto* begin = reinterpret_cast<const uint8_t*>(&v4);
    octets.insert(octets.end(), begin, begin + sizeof v4);
    return octets;
  }
  // The proxy can make nothing of our scope identifiers.
  if (inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &v6) == 1) {
    octets.push_back(kIpv6);
    const auto* begin = reinterpret_cast<const uint8_t*>(&v6);
    octets.insert(octets.end(), begin, begin + sizeof v6);
    return octets;
  }
  if (host.empty() || host.size() > kMaxField) return std::nullopt;
  octets = {kName, static_cast<uint8_t>(host.size())};
  octets.insert(octets.end(), host.begin(), host.end());
  return octets;
}

class Dialogue {
 public:
  Dialogue(Transport& transport, const SocksRequest& request, Deadline deadline)
      : transport_(transport), request_(request), deadline_(deadline) {}

  SocksReply Run() {
    if (AgreeOnMethod() && LogIn() && AskForTunnel()) reply_.opened = true;
    reply_.reason = ElideEnd(reply_.reason, kMaxReasonCharacters);
    return std::move(reply_);
  }

 private:
  bool AgreeOnMethod() {
    Bytes hello = {kVersion, 1, kNoAuthentication};
    if (request_.login) hello = {kVersion, 2, kNoAuthentication, kUserAndPassword};
    std::array<uint8_t, 2> answer{};
    if (!Send(hello) || !Read(std::span(answer).first(1))) return false;
    if (answer[0] != kVersion) return Stranger(answer[0]);
    if (!Read(std::span(answer).last(1))) return false;
    method_ = answer[1];
    reply_.code = method_;
    if (method_ == kNoneAcceptable) {
      return Fail(request_.login ? "accepts neither no authentication nor user and password"
                                 : "does not let clients in without authentication");
    }
    const bool offered =
        method_ == kNoAuthentication || (method_ == kUserAndPassword && request_.login);
    return offered || Fail("chose authentication method " + std::to_string(method_) +
                           ", which was not offered");
  }

  bool LogIn() {
    if (method_ != kUserAndPassword) return true;
    Advance(SocksReply::Stage::kLogin);
    const auto& [user, password] = *request_.login;
    if (user.size() > kMaxField || password.size() > kMaxField) {
      return Fail("user or password is longer than 255 octets; nothing was sent");
    }
    Bytes message = {kLoginVersion, static_cast<uint8_t>(user.size())};
    message.insert(message.end(), user.begin(), user.end());
    message.push_back(static_cast<uint8_t>(password.size()));
    message.insert(message.end(), password.begin(), password.end());
    std::array<uint8_t, 2> answer{};
    reply_.login_sent = true;
    if (!Send(message) || !Read(answer)) return false;
    reply_.code = answer[1];
    // Whatever the version octet says, only status 0 is a success (RFC 1929 section 2).
    return answer[1] == 0 ||
           Fail("refused user and password with status " + std::to_string(answer[1]));
  }

  bool AskForTunnel() {
    Advance(SocksReply::Stage::kTunnel);
    const std::optional<Bytes> address = AddressOctets(request_.host);
    if (!address) return Fail("a host name for SOCKS5 has 1 to 255 octets; nothing was asked");
    Bytes message = {kVersion, kConnect, 0};
    message.insert(message.end(), address->begin(), address->end());
    message.push_back(static_cast<uint8_t>(request_.port >> 8));
    message.push_back(static_cast<uint8_t>(request_.port & 0xFF));
    std::array<uint8_t, 2> answer{};
    if (!Send(message) || !Read(answer)) return false;
    if (answer[0] != kVersion) return Fail("answered with version " + std::to_string(answer[0]));
    reply_.code = answer[1];
    if (reply_.code == 0) return SkipBoundAddress();
    return Fail("SOCKS reply " + std::to_string(reply_.code) + ": " +
                std::string(ReplyName(reply_.code)));
  }

  /// Takes the rest of a successful reply: what follows belongs to the tunnel.
  bool SkipBoundAddress() {
    std::array<uint8_t, kMaxField + 2> rest{};
    if (!Read(std::span(rest).first(2))) return false;
    size_t length = 0;
    switch (rest[1]) {
      case kIpv4: length = sizeof(in_addr); break;
      case kIpv6: length = sizeof(in6_addr); break;
      case kName:
        if (!Read(std::span(rest).first(1))) return false;
        length = rest[0];
        break;
      default: return Fail("answered with address type " + std::to_string(rest[1]));
    }
    if (!Read(std::span(rest).first(length + 2))) return false;
    reply_.reason = "SOCKS reply 0: succeeded";
    return true;
  }

  bool Send(ByteSpan data) {
    // A failed write is not the end: the proxy may have answered before it closed.
    if (SendAll(transport_, data, deadline_) != Exchange::kTimedOut) return true;
    reply_.timed_out = true;
    return false;
  }

  bool Read(std::span<uint8_t> buffer) {
    const Exchange end = ReadExactly(transport_, buffer, deadline_);
    reply_.timed_out = end == Exchange::kTimedOut;
    reply_.closed = end == Exchange::kClosed;
    return end == Exchange::kDone;
  }

  /// Something else than SOCKS5 answers: its words are evidence.
  bool Stranger(uint8_t first) {
    std::array<uint8_t, 128> rest{};
    std::string said(1, static_cast<char>(first));
    if (transport_.WaitReadable(deadline_.Within(kStrangerOctets))) {
      const IoResult peeked = transport_.Peek(rest);
      if (peeked.status == IoStatus::kDone) said += AsText(std::span(rest).first(peeked.octets));
    }
    return Fail("does not speak SOCKS5; it says '" +
                Printable(Trimmed(std::string_view(said).substr(0, said.find('\n')))) + "'");
  }

  bool Fail(std::string reason) {
    reply_.reason = std::move(reason);
    return false;
  }

  void Advance(SocksReply::Stage stage) {
    reply_.stage = stage;
    reply_.code = 0;
  }

  Transport& transport_;
  const SocksRequest& request_;
  const Deadline deadline_;
  int method_ = kNoneAcceptable;
  SocksReply reply_;
};

}  // namespace

SocksReply Socks5Connect(Transport& transport, const SocksRequest& request, Deadline deadline) {
  return Dialogue(transport, request, deadline).Run();
}

}  // namespace shakedown::net
