// How fast TLS passes through the relay of `watch`, which looks at every record, compared with
// socat in the same run. Usage: relay_speed [MEGABYTES [ROUNDS]]. Exit code 1: less than half of
// socat's speed.
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "bench/child_process.h"
#include "handshake/peer_listener.h"
#include "observe/watcher.h"
#include "ossl/handles.h"
#include "pki/mint.h"

namespace shakedown::bench {
namespace {

constexpr double kLimit = 0.5;
constexpr size_t kMegabyte = 1'000'000;
constexpr size_t kRecordOctets = 16384 + 17;

[[noreturn]] void Fail(const char* what) {
  std::perror(what);
  std::exit(2);
}

/// What both sides say before application data: a real ClientHello and the answer to it.
struct Opening {
  Bytes client;
  Bytes server;
};

Bytes Said(SSL* ssl) {
  char* data = nullptr;
  const long octets = BIO_get_mem_data(SSL_get_wbio(ssl), &data);
  const auto* begin = reinterpret_cast<const uint8_t*>(data);
  return Bytes(begin, begin + std::max(octets, 0L));
}

Opening MakeOpening() {
  const auto root = pki::MintRoot("Bench CA");
  if (!root) Fail("minting");
  const auto identity = pki::Mint(**root, {.name = "gate.test", .server = true});
  if (!identity) Fail("minting");
  const ossl::SslCtxPtr clients(SSL_CTX_new(TLS_client_method()));
  const ossl::SslCtxPtr servers(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_use_certificate(servers.get(), (*identity)->leaf.get());
  SSL_CTX_use_PrivateKey(servers.get(), (*identity)->key.get());
  const ossl::SslPtr client(SSL_new(clients.get()));
  const ossl::SslPtr server(SSL_new(servers.get()));
  for (SSL* ssl : {client.get(), server.get()}) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  }
  Opening opening;
  SSL_connect(client.get());
  opening.client = Said(client.get());
  BIO_write(SSL_get_rbio(server.get()), opening.client.data(),
            static_cast<int>(opening.client.size()));
  SSL_accept(server.get());
  opening.server = Said(server.get());
  return opening;
}

/// Records of application data, a megabyte or so of them.
Bytes MakeRecords() {
  Bytes records;
  while (records.size() < kMegabyte) {
    const Bytes header = {23, 3, 3, kRecordOctets >> 8, kRecordOctets & 0xff};
    records.insert(records.end(), header.begin(), header.end());
    records.insert(records.end(), kRecordOctets, 0x5a);
  }
  return records;
}

void SendAll(int fd, ByteSpan octets) {
  while (!octets.empty()) {
    const ssize_t sent = send(fd, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) Fail("send");
    octets = octets.subspan(static_cast<size_t>(sent));
  }
}

/// Everything that comes; the number of octets.
size_t ReadToEnd(int fd) {
  static std::array<char, 256 * 1024> buffer;
  size_t octets = 0;
  for (ssize_t got = 0; (got = recv(fd, buffer.data(), buffer.size(), 0)) > 0;) {
    octets += static_cast<size_t>(got);
  }
  return octets;
}

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A connection, once somebody listens.
int Connect(uint16_t port) {
  const sockaddr_in address = Loopback(port);
  for (const Deadline patience = Deadline::After(Milliseconds(10'000)); !patience.over();) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    close(fd);
    poll(nullptr, 0, 10);
  }
  Fail("connect");
}

/// Answers every client with the opening and `octets` of records.
void Serve(const Opening& opening, size_t octets, const ServingChild::Ready& ready) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, length) != 0 || listen(listener, 64) != 0) Fail("listen");
  getsockname(listener, generic, &length);
  std::thread([&] {
    const Bytes records = MakeRecords();
    while (true) {
      const int fd = accept(listener, nullptr, nullptr);
      std::array<char, 4096> hello{};
      if (recv(fd, hello.data(), hello.size(), 0) > 0) {
        SendAll(fd, opening.server);
        for (size_t sent = 0; sent < octets; sent += records.size()) SendAll(fd, records);
      }
      close(fd);
    }
  }).detach();
  ready(ntohs(address.sin_port));
}

/// The relay as `watch` runs it.
void RunRelay(uint16_t forward, const ServingChild::Ready& ready) {
  auto listener = handshake::ListenOnLoopback(0);
  if (!listener) Fail("listen");
  const uint16_t port = handshake::BoundPort(*listener);
  std::atomic<int> stop{0};
  observe::Watcher watcher(
      {}, [](const observe::WatchedFlow&) {}, stop);
  auto relay = observe::Relay::Create(
      *std::move(listener), {.forward = {{.text = "127.0.0.1", .port = forward}}}, &watcher);
  if (!relay) Fail("relay");
  std::thread thread([&relay] { (*relay)->Run(); });
  ready(port);
  stop = 1;
  thread.join();
}

/// socat, which is asked for a port that was free a moment ago.
class Socat {
 public:
  explicit Socat(uint16_t forward) {
    auto listener = handshake::ListenOnLoopback(0);
    if (!listener) Fail("listen");
    port_ = handshake::BoundPort(*listener);
    *listener = net::Socket();
    const std::string from =
        "TCP-LISTEN:" + std::to_string(port_) + ",bind=127.0.0.1,reuseaddr,fork";
    const std::string to = "TCP:127.0.0.1:" + std::to_string(forward);
    child_ = fork();
    if (child_ != 0) return;
    execlp("socat", "socat", from.c_str(), to.c_str(), nullptr);
    _exit(127);
  }
  ~Socat() {
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }
  Socat(const Socat&) = delete;
  Socat& operator=(const Socat&) = delete;
  uint16_t port() const { return port_; }

 private:
  pid_t child_ = -1;
  uint16_t port_ = 0;
};

/// Megabytes in a second through `port`.
double Speed(uint16_t port, const Opening& opening, size_t octets) {
  const int fd = Connect(port);
  const auto begin = std::chrono::steady_clock::now();
  SendAll(fd, opening.client);
  const size_t read = ReadToEnd(fd);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  close(fd);
  if (read < octets) Fail("octets are missing");
  return static_cast<double>(read) / static_cast<double>(kMegabyte) / took.count();
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

int Main(size_t megabytes, int rounds) {
  const Opening opening = MakeOpening();
  const size_t octets = megabytes * kMegabyte;
  const ServingChild server(
      [&](const ServingChild::Ready& ready) { Serve(opening, octets, ready); });
  const ServingChild relay(
      [&](const ServingChild::Ready& ready) { RunRelay(server.port(), ready); });
  const Socat socat(server.port());
  std::vector<double> watched;
  std::vector<double> copied;
  for (int i = 0; i < rounds; ++i) {
    copied.push_back(Speed(socat.port(), opening, octets));
    watched.push_back(Speed(relay.port(), opening, octets));
  }
  const double ratio = Median(watched) / Median(copied);
  std::printf(
      "relay_speed: %zu MB through watch at %.0f MB/s, through socat at %.0f MB/s: %.2f "
      "(limit %.2f)\n",
      megabytes, Median(watched), Median(copied), ratio, kLimit);
  return ratio >= kLimit ? 0 : 1;
}

}  // namespace
}  // namespace shakedown::bench

int main(int argc, char** argv) {
  const int megabytes = argc > 1 ? std::atoi(argv[1]) : 256;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  if (megabytes < 1 || rounds < 1) {
    std::fputs("usage: relay_speed [MEGABYTES [ROUNDS]]\n", stderr);
    return 2;
  }
  return shakedown::bench::Main(static_cast<size_t>(megabytes), rounds);
}
