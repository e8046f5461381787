// The TLS-terminating proxy of the built-in peer: two TLS connections, one request.
#include <array>
#include <string>
#include <utility>

#include "attempt/target.h"
#include "handshake/peer.h"
#include "handshake/peer_answer.h"
#include "handshake/peer_context.h"
#include "handshake/peer_pool.h"
#include "handshake/peer_request.h"
#include "handshake/terminator_head.h"
#include "handshake/terminator_tls.h"
#include "net/connector.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

constexpr int kMaxConversations = 64;
constexpr Milliseconds kClientLimit{10'000};
constexpr Milliseconds kOriginLimit{10'000};
/// Connecting cannot be interrupted, and stopping must be quick.
constexpr Milliseconds kConnectLimit{800};
constexpr uint64_t kMaxRequestBody = 1024 * 1024;
constexpr size_t kMaxReplyHead = 16 * 1024;
constexpr size_t kMaxReply = 16 * 1024 * 1024;
constexpr size_t kChunk = 16 * 1024;

/// What all conversations of one terminator share; immutable.
struct Shared {
  ossl::SslCtxPtr front;
  ossl::SslCtxPtr back;
  attempt::Endpoint origin;
  std::string origin_sni;
};

Answer BadGateway(std::string_view sentence) { return HtmlAnswer(502, "Bad Gateway", sentence); }

/// One client, one request, one origin connection.
class Conversation final {
 public:
  Conversation(const Shared& shared, net::Socket client, const StopSignal& stop)
      : shared_(shared), stop_(stop), client_(shared.front.get(), std::move(client), stop) {}

  void Hold();

 private:
  bool ReadRequest();
  bool ReadBody();
  void Forward();
  bool RelayReply(TerminatorTls& origin);
  void RelayBody(TerminatorTls& origin, const std::string& first);
  net::Socket ConnectToOrigin() const;
  void Reply(const Answer& answer);

  const Shared& shared_;
  const StopSignal& stop_;
  TerminatorTls client_;
  RequestReader request_;
  std::string body_;
};

void Conversation::Hold() {
  if (client_.Accept(Deadline::After(kClientLimit)) && ReadRequest()) Forward();
  client_.Close();
}

/// False if there is nothing to forward; what can be answered has been.
bool Conversation::ReadRequest() {
  const Deadline deadline = Deadline::After(kClientLimit);
  std::array<uint8_t, 4096> chunk;
  while (request_.state() == RequestReader::State::kMore) {
    const auto octets = client_.Read(chunk, deadline);
    if (octets.value_or(0) == 0) return false;
    request_.Feed(ByteSpan(chunk).first(*octets));
  }
  if (request_.state() == RequestReader::State::kDone) return ReadBody();
  Reply(request_.state() == RequestReader::State::kTooLarge ? HeadTooLargeAnswer()
                                                            : BadRequestAnswer());
  return false;
}

bool Conversation::ReadBody() {
  if (request_.head().chunked) {
    Reply(HtmlAnswer(411, "Length Required", "This proxy passes on bodies of known length only."));
    return false;
  }
  const uint64_t wanted = request_.head().content_length.value_or(0);
  if (wanted > kMaxRequestBody) {
    Reply(HtmlAnswer(413, "Content Too Large", "The body of the request is longer than 1 MiB."));
    return false;
  }
  body_ = request_.rest();
  const Deadline deadline = Deadline::After(kClientLimit);
  std::array<uint8_t, 4096> chunk;
  while (body_.size() < wanted) {
    const auto octets = client_.Read(chunk, deadline);
    if (octets.value_or(0) == 0) return false;
    body_ += AsText(ByteSpan(chunk).first(*octets));
  }
  body_.resize(static_cast<size_t>(wanted));
  return true;
}

net::Socket Conversation::ConnectToOrigin() const {
  const Deadline deadline = Deadline::After(kConnectLimit);
  const auto addresses = net::Resolve(shared_.origin.host, shared_.origin.port, deadline);
  if (!addresses) return {};
  return net::Connect(*addresses, deadline).socket;
}

void Conversation::Forward() {
  net::Socket socket = ConnectToOrigin();
  if (!socket.valid()) {
    Reply(BadGateway("The origin cannot be reached."));
    return;
  }
  TerminatorTls origin(shared_.back.get(), std::move(socket), stop_);
  if (origin.ssl() != nullptr && !shared_.origin_sni.empty()) {
    SSL_set_tlsext_host_name(origin.ssl(), shared_.origin_sni.c_str());
  }
  const Deadline deadline = Deadline::After(kOriginLimit);
  const std::string message = OriginRequestHead(request_.head()) + body_;
  // In TLS 1.3 the origin may refuse the missing certificate only now, which shows as a reply that
  // does not come.
  if (!origin.Connect(deadline) || !origin.WriteAll(AsBytes(message), deadline) ||
      !RelayReply(origin)) {
    Reply(BadGateway("The origin refused the connection or sent no valid reply."));
  }
}

/// False if the client has got nothing yet.
bool Conversation::RelayReply(TerminatorTls& origin) {
  const Deadline deadline = Deadline::After(kOriginLimit);
  std::string received;
  size_t end = std::string::npos;
  std::array<uint8_t, kChunk> chunk;
  while ((end = received.find("\r\n\r\n")) == std::string::npos) {
    if (received.size() > kMaxReplyHead) return false;
    const auto octets = origin.Read(chunk, deadline);
    if (octets.value_or(0) == 0) return false;
    received += AsText(ByteSpan(chunk).first(*octets));
  }
  const auto head = ClientReplyHead(std::string_view(received).substr(0, end));
  if (!head) return false;
  RelayBody(origin, *head + received.substr(end + 4));
  return true;
}

void Conversation::RelayBody(TerminatorTls& origin, const std::string& first) {
  const Deadline deadline = Deadline::After(kOriginLimit);
  if (!client_.WriteAll(AsBytes(first), deadline)) return;
  std::array<uint8_t, kChunk> chunk;
  for (size_t relayed = 0; relayed < kMaxReply;) {
    const auto octets = origin.Read(chunk, deadline);
    if (octets.value_or(0) == 0) break;
    if (!client_.WriteAll(ByteSpan(chunk).first(*octets), deadline)) return;
    relayed += *octets;
  }
  origin.Close();
}

void Conversation::Reply(const Answer& answer) {
  const std::string reply = Serialised(answer, kTerminatorName, request_.head().method, UtcNow());
  client_.WriteAll(AsBytes(reply), Deadline::After(kClientLimit));
}

/// The side towards the origin: presents nothing and checks nothing.
Result<ossl::SslCtxPtr> MakeBackContext() {
  ossl::SslCtxPtr back(SSL_CTX_new(TLS_client_method()));
  if (!back) return ossl::LibraryError(ErrorCode::kInternal, "no TLS context could be made");
  SSL_CTX_set_min_proto_version(back.get(), TLS1_2_VERSION);
  SSL_CTX_set_security_level(back.get(), 0);
  SSL_CTX_set_verify(back.get(), SSL_VERIFY_NONE, nullptr);
  // Some servers end with a bare FIN; their replies are as good.
  SSL_CTX_set_options(back.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
  return back;
}

}  // namespace

Result<std::unique_ptr<Peer>> StartTerminator(TerminatorOptions options) {
  if (options.certificate == nullptr) {
    return Error(ErrorCode::kUsage, "the terminating proxy has no server certificate");
  }
  auto front = MakeServerContext(*options.certificate);
  if (!front) return std::move(front).error();
  auto back = MakeBackContext();
  if (!back) return std::move(back).error();
  const auto shared = std::make_shared<const Shared>(Shared{std::move(*front), std::move(*back),
                                                            std::move(options.origin),
                                                            std::move(options.origin_sni)});
  return PeerPool::Start(options.port, kMaxConversations,
                         [shared](net::Socket client, const StopSignal& stop) {
                           Conversation(*shared, std::move(client), stop).Hold();
                         });
}

}  // namespace shakedown::handshake
