#include "run/serve_trial.h"

#include <utility>

#include "attempt/trace_view.h"

namespace shakedown::run {
namespace {

/// Connections that are kept between two looks.
constexpr size_t kMostKept = 64;
/// How long a client that has ended may have a connection that the server has not yet taken.
constexpr Milliseconds kSettling{100};

bool SaidHello(const handshake::PeerReport& report) {
  return static_cast<bool>(attempt::FirstMessage(report.trace, attempt::Side::kClient,
                                                 tls::HandshakeType::kClientHello));
}

}  // namespace

void ServeTrial::Begin(size_t host) {
  const std::lock_guard lock(mutex_);
  host_ = host;
  begun_ = false;
  open_.clear();
  finished_.clear();
}

std::optional<handshake::PeerReport> ServeTrial::Next(Deadline deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline.at(), [this] { return !finished_.empty(); });
  if (finished_.empty()) return std::nullopt;
  handshake::PeerReport report = std::move(finished_.front());
  finished_.pop_front();
  return report;
}

std::optional<handshake::PeerReport> ServeTrial::Last(Deadline deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, Deadline::After(kSettling).at(), [this] { return begun_; });
  changed_.wait_until(lock, deadline.at(), [this] { return open_.empty(); });
  if (finished_.empty()) return std::nullopt;
  handshake::PeerReport report = std::move(finished_.back());
  finished_.clear();
  return report;
}

size_t ServeTrial::ChooseHost(const attempt::Endpoint& client, const tls::ClientHello& /*hello*/,
                              size_t /*host*/) {
  const std::lock_guard lock(mutex_);
  begun_ = true;
  open_.insert(attempt::ToText(client));  // a second ClientHello is the same connection
  changed_.notify_all();
  return host_;
}

void ServeTrial::OnFinished(handshake::PeerReport report) {
  if (!SaidHello(report)) return;
  const std::lock_guard lock(mutex_);
  begun_ = true;
  open_.erase(attempt::ToText(report.client));
  if (finished_.size() >= kMostKept) finished_.pop_front();
  finished_.push_back(std::move(report));
  changed_.notify_all();
}

}  // namespace shakedown::run
