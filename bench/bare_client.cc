#include "bench/bare_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "ossl/handles.h"

namespace shakedown::bench {
namespace {

int Connect(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

ossl::SslCtxPtr MakeContext(const pki::Identity& identity) {
  ossl::SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  SSL_CTX_use_certificate(context.get(), identity.leaf.get());
  SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  return context;
}

bool RunOne(SSL_CTX* context, uint16_t port, const std::string& request) {
  const int fd = Connect(port);
  if (fd < 0) return false;
  const ossl::SslPtr ssl(SSL_new(context));
  SSL_set_fd(ssl.get(), fd);
  SSL_set_tlsext_host_name(ssl.get(), "localhost");
  bool answered = SSL_connect(ssl.get()) == 1 &&
                  SSL_write(ssl.get(), request.data(), static_cast<int>(request.size())) > 0;
  char buffer[4096];
  int total = 0;
  for (int got = 0; answered && (got = SSL_read(ssl.get(), buffer, sizeof buffer)) > 0;) {
    total += got;
  }
  answered = answered && total > 0;
  SSL_shutdown(ssl.get());
  close(fd);
  return answered;
}

}  // namespace

int RunBareClient(const pki::Identity& identity, uint16_t port, int count) {
  const ossl::SslCtxPtr context = MakeContext(identity);
  const std::string request =
      "GET / HTTP/1.1\r\nHost: localhost:" + std::to_string(port) + "\r\nConnection: close\r\n\r\n";
  int answered = 0;
  for (int i = 0; i < count; ++i) answered += RunOne(context.get(), port, request);
  return answered;
}

}  // namespace shakedown::bench
