#include "handshake/peer.h"

#include <algorithm>
#include <system_error>
#include <thread>
#include <utility>

#include "handshake/peer_context.h"
#include "handshake/peer_listener.h"
#include "handshake/peer_worker.h"

namespace shakedown::handshake {
namespace {

constexpr int kMaxThreads = 64;

class PeerServer final : public Peer {
 public:
  static Result<std::unique_ptr<Peer>> Start(PeerOptions options);
  ~PeerServer() override;
  attempt::Endpoint endpoint() const override { return {address_, BoundPort(shared_.listener)}; }
  Result<void> Reload(std::vector<PeerHost> hosts) override;

 private:
  Result<void> Open(PeerOptions options);
  void Serve(std::unique_ptr<const PeerContexts> contexts);
  Result<void> Launch(int threads);

  std::string address_;
  Bytes keys_;
  std::string key_log_;
  PeerShared shared_;
  std::vector<std::unique_ptr<PeerWorker>> workers_;
  std::vector<std::thread> threads_;
};

Result<std::unique_ptr<Peer>> PeerServer::Start(PeerOptions options) {
  auto server = std::make_unique<PeerServer>();
  const int threads = std::clamp(options.threads, 1, kMaxThreads);
  if (auto opened = server->Open(std::move(options)); !opened) return opened.error();
  if (auto launched = server->Launch(threads); !launched) return launched.error();
  return std::unique_ptr<Peer>(std::move(server));
}

Result<void> PeerServer::Open(PeerOptions options) {
  keys_ = std::move(options.ticket_keys);
  key_log_ = options.key_log;
  if (keys_.empty()) keys_ = MakeTicketKeys();
  auto contexts = PeerContexts::Build(std::move(options.hosts), key_log_, keys_);
  if (!contexts) return std::move(contexts).error();
  Serve(std::move(*contexts));
  shared_.idle_limit = options.idle_limit;
  shared_.life_limit = options.life_limit;
  shared_.max_connections = options.max_connections;
  shared_.make_room = options.make_room;
  shared_.observer = options.observer;
  address_ = options.address;
  auto listener = ListenOn({options.address, options.port});
  if (!listener) return std::move(listener).error();
  shared_.listener = std::move(*listener);
  return shared_.stop.Open();
}

void PeerServer::Serve(std::unique_ptr<const PeerContexts> contexts) {
  const std::lock_guard lock(shared_.reloading);
  shared_.present.store(contexts.get(), std::memory_order_release);
  shared_.contexts.push_back(std::move(contexts));
}

Result<void> PeerServer::Reload(std::vector<PeerHost> hosts) {
  auto contexts = PeerContexts::Build(std::move(hosts), key_log_, keys_);
  if (!contexts) return std::move(contexts).error().AddContext("reading the hosts again");
  Serve(std::move(*contexts));
  return {};
}

Result<void> PeerServer::Launch(int threads) {
  for (int i = 0; i < threads; ++i) {
    auto worker = PeerWorker::Create(&shared_);
    if (!worker) return std::move(worker).error();
    workers_.push_back(std::move(*worker));
  }
  const SignalsBlocked inherited;
  try {
    for (const auto& worker : workers_) threads_.emplace_back([&worker] { worker->Run(); });
  } catch (const std::system_error&) {
    return Error(ErrorCode::kInternal, "the system gives no more threads to the built-in peer")
        .WithHint("use fewer threads");
  }
  return {};
}

PeerServer::~PeerServer() {
  shared_.stop.Raise();
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace

// Those that can read hosts again keep them.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Result<void> Peer::Reload(std::vector<PeerHost> /*hosts*/) {
  return Error(ErrorCode::kUnsupported, "this peer has no hosts that it could read again");
}

Result<std::unique_ptr<Peer>> Peer::Start(PeerOptions options) {
  return PeerServer::Start(std::move(options));
}

}  // namespace shakedown::handshake
