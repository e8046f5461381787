#include "handshake/ocsp_responder.h"

#include <poll.h>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "handshake/peer_linger.h"
#include "handshake/peer_pool.h"
#include "handshake/peer_request.h"

namespace shakedown::handshake {
namespace {

constexpr int kMaxConversations = 32;
constexpr Milliseconds kHeadLimit{10'000};
/// A responder that says nothing keeps its client waiting for so long at most.
constexpr Milliseconds kSilence{15'000};

bool SendAll(net::Socket& socket, ByteSpan data, Deadline deadline, const StopSignal& stop) {
  while (!data.empty()) {
    const net::IoResult written = socket.Write(data);
    if (written.status == net::IoStatus::kWouldBlock) {
      if (WaitFor(socket.fd(), POLLOUT, deadline, stop) != Wake::kReady) return false;
    } else if (written.status != net::IoStatus::kDone) {
      return false;
    } else {
      data = data.subspan(written.octets);
    }
  }
  return true;
}

/// The first segment of a request's path: whom it is about. Its body says the same and is left.
std::optional<std::string> Asked(net::Socket& socket, const StopSignal& stop) {
  const Deadline deadline = Deadline::After(kHeadLimit);
  RequestReader reader;
  std::array<uint8_t, 4096> chunk;
  while (reader.state() == RequestReader::State::kMore) {
    if (WaitFor(socket.fd(), POLLIN, deadline, stop) != Wake::kReady) return std::nullopt;
    const net::IoResult read = socket.Read(chunk);
    if (read.status == net::IoStatus::kWouldBlock) continue;
    if (read.status != net::IoStatus::kDone) return std::nullopt;
    reader.Feed(ByteSpan(chunk).first(read.octets));
  }
  if (reader.state() != RequestReader::State::kDone) return std::nullopt;
  std::string_view target = reader.head().target;
  if (target.starts_with('/')) target.remove_prefix(1);
  return std::string(target.substr(0, target.find_first_of("/?")));
}

/// Until the client gives up.
void KeepWaiting(net::Socket& socket, const StopSignal& stop) {
  const Deadline deadline = Deadline::After(kSilence);
  std::array<uint8_t, 4096> ignored;
  while (WaitFor(socket.fd(), POLLIN, deadline, stop) == Wake::kReady) {
    const net::IoResult read = socket.Read(ignored);
    if (read.status != net::IoStatus::kDone && read.status != net::IoStatus::kWouldBlock) return;
  }
}

void Reply(net::Socket& socket, ByteSpan answer, const StopSignal& stop) {
  const std::string head =
      "HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\n"
      "Content-Length: " +
      std::to_string(answer.size()) + "\r\nConnection: close\r\n\r\n";
  Bytes reply(head.begin(), head.end());
  reply.insert(reply.end(), answer.begin(), answer.end());
  if (SendAll(socket, reply, Deadline::After(kHeadLimit), stop)) LingerAndClose(socket, stop);
}

}  // namespace

Result<std::unique_ptr<OcspResponder>> OcspResponder::Start() {
  std::unique_ptr<OcspResponder> responder(new OcspResponder());
  const std::shared_ptr<Table> table = responder->table_;
  auto server =
      PeerPool::Start(0, kMaxConversations, [table](net::Socket socket, const StopSignal& stop) {
        const auto asked = Asked(socket, stop);
        if (!asked) return;
        Entry entry;
        {
          const std::lock_guard lock(table->mutex);
          const auto found = table->entries.find(*asked);
          if (found == table->entries.end()) return;
          entry = found->second;
        }
        if (entry.silent) return KeepWaiting(socket, stop);
        if (!entry.answer.empty()) Reply(socket, entry.answer, stop);
      });
  if (!server) return std::move(server).error().AddContext("starting the OCSP responder");
  responder->server_ = std::move(*server);
  return responder;
}

OcspResponder::~OcspResponder() = default;

std::string OcspResponder::NewUrl() {
  return "http://" + attempt::ToText(server_->endpoint()) + "/" + std::to_string(next_++);
}

Result<void> OcspResponder::AnswerFor(const std::string& url, const pki::Authority& issuer,
                                      X509* leaf, pki::OcspManner manner) {
  Result<Bytes> answer = pki::MakeOcspAnswer(issuer, leaf, manner);
  if (!answer) return std::move(answer).error();
  const std::lock_guard lock(table_->mutex);
  table_->entries[url.substr(url.rfind('/') + 1)] =
      Entry{std::move(*answer), manner == pki::OcspManner::kSilent};
  return {};
}

}  // namespace shakedown::handshake
