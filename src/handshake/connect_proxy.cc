// The CONNECT proxy of the built-in peer (RFC 9110 section 9.3.6).
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "attempt/target.h"
#include "handshake/peer.h"
#include "handshake/peer_answer.h"
#include "handshake/peer_linger.h"
#include "handshake/peer_pool.h"
#include "handshake/peer_request.h"
#include "handshake/tunnel_relay.h"
#include "net/connector.h"

namespace shakedown::handshake {
namespace {

constexpr std::string_view kServerName = "shakedown-proxy";
constexpr int kMaxTunnels = 64;
constexpr Milliseconds kHeadLimit{10'000};
constexpr Milliseconds kConnectLimit{800};  // loopback answers at once; stopping must be quick
constexpr Milliseconds kIdleLimit{30'000};

bool SendAll(net::Socket& socket, std::string_view text, Deadline deadline,
             const StopSignal& stop) {
  while (!text.empty()) {
    const net::IoResult written = socket.Write(AsBytes(text));
    if (written.status == net::IoStatus::kWouldBlock) {
      if (WaitFor(socket.fd(), POLLOUT, deadline, stop) != Wake::kReady) return false;
    } else if (written.status != net::IoStatus::kDone) {
      return false;
    } else {
      text.remove_prefix(written.octets);
    }
  }
  return true;
}

/// kMore if the client left, fell silent or we are stopping.
RequestReader::State ReadHead(net::Socket& socket, Deadline deadline, const StopSignal& stop,
                              RequestReader* reader) {
  std::array<uint8_t, 4096> chunk;
  while (reader->state() == RequestReader::State::kMore) {
    if (WaitFor(socket.fd(), POLLIN, deadline, stop) != Wake::kReady) break;
    const net::IoResult read = socket.Read(chunk);
    if (read.status == net::IoStatus::kWouldBlock) continue;
    if (read.status != net::IoStatus::kDone) break;
    reader->Feed(ByteSpan(chunk).first(read.octets));
  }
  return reader->state();
}

/// The loopback address that `host` stands for; nothing for an address elsewhere. Names are not
/// resolved: all of them are this machine.
std::optional<net::Address> LoopbackAddress(const attempt::Endpoint& endpoint) {
  in_addr v4{};
  if (inet_pton(AF_INET, endpoint.host.c_str(), &v4) == 1) {
    if (ntohl(v4.s_addr) >> 24 != IN_LOOPBACKNET) return std::nullopt;
    return net::Address{endpoint.host, endpoint.port, false};
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, endpoint.host.c_str(), &v6) == 1) {
    if (!IN6_IS_ADDR_LOOPBACK(&v6)) return std::nullopt;
    return net::Address{"::1", endpoint.port, true};
  }
  return net::Address{"127.0.0.1", endpoint.port, false};
}

/// Either a socket to the wanted endpoint or the answer that says why not.
struct Opening {
  net::Socket socket;
  Answer refusal;
};

Opening Refuse(Answer answer) { return {net::Socket(), std::move(answer)}; }

Opening Open(const RequestReader& reader, const ConnectProxyOptions& options) {
  if (reader.state() == RequestReader::State::kTooLarge) return Refuse(HeadTooLargeAnswer());
  if (reader.state() != RequestReader::State::kDone) return Refuse(BadRequestAnswer());
  if (reader.head().method != "CONNECT") {
    Answer answer =
        HtmlAnswer(405, "Method Not Allowed", "This proxy opens tunnels and does nothing else.");
    answer.headers = "Allow: CONNECT\r\n";
    return Refuse(std::move(answer));
  }
  const auto endpoint = attempt::ParseEndpoint(reader.head().target);
  if (!endpoint || endpoint->port == 0) return Refuse(BadRequestAnswer());
  const auto address = LoopbackAddress(*endpoint);
  const auto& ports = options.refused_ports;
  if (!address || std::find(ports.begin(), ports.end(), endpoint->port) != ports.end()) {
    return Refuse(HtmlAnswer(403, "Forbidden", "This proxy opens no tunnel to that place."));
  }
  net::ConnectOutcome outcome = net::Connect({*address}, Deadline::After(kConnectLimit));
  if (!outcome.socket.valid()) {
    return Refuse(HtmlAnswer(502, "Bad Gateway", "The other end of the tunnel does not answer."));
  }
  return {std::move(outcome.socket), {}};
}

void HoldConversation(net::Socket client, const ConnectProxyOptions& options,
                      const StopSignal& stop) {
  const Deadline deadline = Deadline::After(kHeadLimit);
  RequestReader reader;
  if (ReadHead(client, deadline, stop, &reader) == RequestReader::State::kMore) return;
  Opening opening = Open(reader, options);
  if (!opening.socket.valid()) {
    const std::string reply =
        Serialised(opening.refusal, kServerName, reader.head().method, UtcNow());
    if (SendAll(client, reply, deadline, stop)) LingerAndClose(client, stop);
    return;
  }
  if (!SendAll(client, "HTTP/1.1 200 Connection established\r\n\r\n", deadline, stop)) return;
  RelayTunnel(client, opening.socket, reader.rest(), kIdleLimit, stop);
}

}  // namespace

Result<std::unique_ptr<Peer>> StartConnectProxy(ConnectProxyOptions options) {
  const uint16_t port = options.port;
  return PeerPool::Start(
      port, kMaxTunnels,
      [options = std::move(options)](net::Socket client, const StopSignal& stop) {
        HoldConversation(std::move(client), options, stop);
      });
}

}  // namespace shakedown::handshake
