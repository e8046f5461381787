// An OpenSSL server inside the test process that serves each connection as its options say, or
// plays a script on it.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "ossl/handles.h"
#include "pki/identity.h"
#include "pki/mint.h"
#include "tests/support/loopback_server.h"

namespace shakedown::testing_support {

template <typename T>
T Must(Result<T> result) {
  if (!result) {
    fprintf(stderr, "%s\n", result.error().Text().c_str());
    std::abort();
  }
  return std::move(*result);
}

/// Authorities and identities that all tests of a process share; minted once.
struct TestPki {
  pki::AuthorityPtr root = Must(pki::MintRoot("Test Root"));
  pki::AuthorityPtr other_root = Must(pki::MintRoot("Other Root"));
  pki::IdentityPtr server = MintServer();
  pki::IdentityPtr good = MintClient(*root, "good", pki::KeyKind::kP256);
  pki::IdentityPtr untrusted = MintClient(*other_root, "untrusted", pki::KeyKind::kP256);

  static const TestPki& Get() {
    static const TestPki* const kPki = new TestPki;
    return *kPki;
  }
  pki::IdentityPtr MintServer() const {
    pki::MintRequest request;
    request.name = "server";
    request.server = true;
    request.dns_names = {"localhost", "server.test"};
    return Must(pki::Mint(*root, request));
  }
  static pki::IdentityPtr MintClient(const pki::Authority& issuer, const std::string& name,
                                     pki::KeyKind key, pki::Flaw flaw = pki::Flaw::kGood) {
    pki::MintRequest request;
    request.name = name;
    request.key = key;
    request.flaw = flaw;
    return Must(pki::Mint(issuer, request));
  }
};

inline constexpr int kAskAndRequire = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT;

struct TlsServerOptions {
  int min_version = TLS1_VERSION;
  int max_version = TLS1_3_VERSION;
  int verify = SSL_VERIFY_NONE;  ///< of clients, against the test root
  size_t tickets = 2;            ///< after a TLS 1.3 handshake
  bool tickets12 = true;         ///< else sessions live in the server's cache
  std::string alpn;              ///< the one protocol that is accepted; empty: none is selected
  std::string groups;
  int security_level = 0;
  std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
  bool v6 = false;
  pki::IdentityPtr identity;  ///< null: the shared one
  /// Plays on the connection in place of accept, request, reply and close.
  std::function<void(SSL* ssl, int fd)> script;
};

/// Reads application data until the end of a request header; false if TLS ended first.
inline bool ReadRequest(SSL* ssl, std::string* request = nullptr) {
  std::string text;
  char buffer[4096];
  while (text.find("\r\n\r\n") == std::string::npos) {
    const int got = SSL_read(ssl, buffer, sizeof buffer);
    if (got <= 0) return false;
    text.append(buffer, static_cast<size_t>(got));
  }
  if (request != nullptr) *request = text;
  return true;
}

inline void WriteReply(SSL* ssl, std::string_view reply) {
  if (!reply.empty()) SSL_write(ssl, reply.data(), static_cast<int>(reply.size()));
}

/// Sends FIN and reads what the client still says, so that no reset overtakes our last octets.
inline void CloseGently(int fd) {
  shutdown(fd, SHUT_WR);
  ReadToEnd(fd);
}

class TlsServer final {
 public:
  explicit TlsServer(TlsServerOptions options)
      : options_(std::move(options)),
        context_(MakeContext()),
        listener_([this](int fd) { Serve(fd); }, options_.v6) {}

  uint16_t port() const { return listener_.port(); }
  int accepted() const { return listener_.accepted(); }
  SSL_CTX* context() const { return context_.get(); }
  /// The server name of the last ClientHello; "-" if it had none.
  std::string last_sni() const {
    const std::lock_guard lock(mutex_);
    return last_sni_;
  }
  std::string last_request() const {
    const std::lock_guard lock(mutex_);
    return last_request_;
  }

 private:
  void Serve(int fd) {
    ossl::SslPtr ssl(SSL_new(context_.get()));
    SSL_set_fd(ssl.get(), fd);
    SSL_set_accept_state(ssl.get());
    if (options_.script) {
      options_.script(ssl.get(), fd);
    } else {
      ServeOnce(ssl.get(), fd);
    }
    ERR_clear_error();
  }
  void ServeOnce(SSL* ssl, int fd) {
    std::string request;
    if (SSL_accept(ssl) == 1 && ReadRequest(ssl, &request)) {
      {
        const std::lock_guard lock(mutex_);
        last_request_ = request;
      }
      WriteReply(ssl, options_.reply);
      SSL_shutdown(ssl);
    }
    CloseGently(fd);
  }

  ossl::SslCtxPtr MakeContext() {
    signal(SIGPIPE, SIG_IGN);  // the library writes to sockets whose clients are gone
    const TestPki& pki = TestPki::Get();
    ossl::SslCtxPtr made(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* context = made.get();
    SSL_CTX_set_security_level(context, options_.security_level);
    SSL_CTX_set_min_proto_version(context, options_.min_version);
    SSL_CTX_set_max_proto_version(context, options_.max_version);
    const pki::IdentityPtr identity = options_.identity ? options_.identity : pki.server;
    SSL_CTX_use_certificate(context, identity->leaf.get());
    SSL_CTX_use_PrivateKey(context, identity->key.get());
    SSL_CTX_set_verify(context, options_.verify, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), pki.root->certificate.get());
    SSL_CTX_add_client_CA(context, pki.root->certificate.get());
    SSL_CTX_set_num_tickets(context, options_.tickets);
    if (!options_.tickets12) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    if (!options_.groups.empty()) SSL_CTX_set1_groups_list(context, options_.groups.c_str());
    const unsigned char id[] = "test";
    SSL_CTX_set_session_id_context(context, id, sizeof id);
    SSL_CTX_set_tlsext_servername_callback(context, OnServerName);
    SSL_CTX_set_tlsext_servername_arg(context, this);
    SSL_CTX_set_alpn_select_cb(context, OnAlpn, this);
    return made;
  }

  static int OnServerName(SSL* ssl, int* /*alert*/, void* self) {
    const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    auto* server = static_cast<TlsServer*>(self);
    const std::lock_guard lock(server->mutex_);
    server->last_sni_ = name == nullptr ? "-" : name;
    return SSL_TLSEXT_ERR_OK;
  }
  static int OnAlpn(SSL* /*ssl*/, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* in, unsigned in_length, void* self) {
    const std::string& wanted = static_cast<TlsServer*>(self)->options_.alpn;
    if (wanted.empty()) return SSL_TLSEXT_ERR_NOACK;
    for (unsigned at = 0; at < in_length; at += in[at] + 1u) {
      const std::string_view name(reinterpret_cast<const char*>(in + at + 1), in[at]);
      if (name != wanted) continue;
      *out = in + at + 1;
      *out_length = in[at];
      return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }

  const TlsServerOptions options_;
  mutable std::mutex mutex_;
  std::string last_sni_ = "-";
  std::string last_request_;
  ossl::SslCtxPtr context_;
  LoopbackServer listener_;  ///< last: its threads use all the others
};

}  // namespace shakedown::testing_support
