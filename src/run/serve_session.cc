#include "run/serve_session.h"

#include <algorithm>
#include <utility>

#include "run/served_connection.h"
#include "tls/ja4.h"

namespace shakedown::run {
namespace {

constexpr size_t kMostWaiting = 256;

/// Clients are told apart by address and by what their hellos have in common.
std::string KeyOf(const attempt::Endpoint& client, const std::string& ja4) {
  return ja4.empty() ? std::string() : client.host + ' ' + ja4;
}

}  // namespace

Result<std::unique_ptr<ServeSession>> ServeSession::Start(ServeOptions options) {
  std::unique_ptr<ServeSession> session(new ServeSession(std::move(options)));
  if (Result<void> opened = session->Open(); !opened) return opened.error();
  return session;
}

Result<void> ServeSession::Open() {
  auto requests = MakeVariations(options_);
  if (!requests) return std::move(requests).error();
  requests_ = std::move(*requests);
  clients_ = std::make_unique<ServeClients>(variations(), options_.vary);
  handshake::PeerOptions peer;
  peer.address = options_.address;
  peer.port = options_.port;
  peer.threads = options_.threads;
  peer.idle_limit = options_.idle_limit;
  peer.max_connections = options_.max_connections;
  peer.make_room = true;
  peer.observer = this;
  peer.key_log = options_.key_log;
  for (const auto& [variation, host] : requests_) peer.hosts.push_back(host);
  auto started = handshake::Peer::Start(std::move(peer));
  if (!started) return std::move(started).error();
  peer_ = std::move(*started);
  return {};
}

ServeSession::~ServeSession() { Stop(); }

std::vector<diagnosis::Variation> ServeSession::variations() const {
  std::vector<diagnosis::Variation> names;
  for (const auto& [variation, host] : requests_) names.push_back(variation);
  return names;
}

std::optional<ServedEvent> ServeSession::Next(Deadline deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline.at(), [this] { return !finished_.empty(); });
  if (finished_.empty()) return std::nullopt;
  ServedEvent event = std::move(finished_.front());
  finished_.pop_front();
  return event;
}

uint64_t ServeSession::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

size_t ServeSession::ChooseHost(const attempt::Endpoint& client, const tls::ClientHello& hello,
                                size_t host) {
  if (!options_.vary) return host;
  const std::string key = KeyOf(client, tls::Ja4(hello));
  const std::lock_guard lock(mutex_);
  return clients_->RequestFor(key);
}

ServedEvent ServeSession::Diagnosed(handshake::PeerReport report) const {
  ServedEvent event;
  attempt::ServedConnection& connection = event.connection;
  const auto& [variation, host] = requests_[std::min(report.host, requests_.size() - 1)];
  connection =
      ToServedConnection(std::move(report), host, diagnosis::ToString(variation), options_.known);
  if (const tls::ClientHello* hello = attempt::HelloOf(connection)) event.ja4 = tls::Ja4(*hello);
  const std::string key = KeyOf(connection.client, event.ja4);
  std::optional<attempt::IdentityFacts> identity;
  diagnosis::ServedCase served;
  {
    const std::lock_guard lock(mutex_);
    served.closed_before = clients_->ClosedBefore(key);
    const attempt::IdentityFacts* shown = clients_->IdentityOf(key);
    if (shown != nullptr) identity = *shown;
  }
  // What a client has shown tells more than what it is said to have.
  served.identity_expected = !identity && options_.expected;
  if (!identity) identity = options_.expected;
  served.connection = &connection;
  served.identity = identity ? &*identity : nullptr;
  event.diagnosis = diagnosis::DiagnoseServed(served);
  return event;
}

handshake::Answer ServeSession::OnAnswer(const handshake::PeerReport& so_far,
                                         handshake::Answer planned) {
  if (!options_.answer || !so_far.request) return planned;
  return options_.answer(Diagnosed(so_far), *so_far.request, std::move(planned));
}

void ServeSession::OnFinished(handshake::PeerReport report) {
  const size_t index = report.host;
  ServedEvent event = Diagnosed(std::move(report));
  const std::string key = KeyOf(event.connection.client, event.ja4);
  {
    const std::lock_guard lock(mutex_);
    clients_->Note(key, index, &event);
    // What said nothing must not crowd out what did.
    const bool idle = event.ja4.empty();
    if (finished_.size() >= (idle ? kMostWaiting / 2 : kMostWaiting)) {
      ++dropped_;
      return;
    }
    finished_.push_back(std::move(event));
  }
  changed_.notify_one();
}

}  // namespace shakedown::run
