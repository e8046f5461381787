// A plain blocking TLS client for tests of servers: raw library calls, none of the code under test.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "attempt/target.h"
#include "ossl/handles.h"
#include "pki/identity.h"

namespace shakedown::testing_support {

/// A blocking TCP connection to 127.0.0.1 whose reads give up after five seconds.
class ProbeSocket {
 public:
  explicit ProbeSocket(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    std::signal(SIGPIPE, SIG_IGN);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected_ = connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ProbeSocket(ProbeSocket&& other) noexcept : fd_(other.fd_), connected_(other.connected_) {
    other.fd_ = -1;
  }
  ProbeSocket& operator=(ProbeSocket&&) = delete;
  ~ProbeSocket() {
    if (fd_ >= 0) close(fd_);
  }

  int fd() const { return fd_; }
  bool connected() const { return connected_; }
  bool Send(std::string_view text) const {
    return send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  /// Everything until the peer closes, resets, or says nothing for five seconds.
  std::string ReadAll() const {
    std::string all;
    char buffer[4096];
    for (;;) {
      const ssize_t got = recv(fd_, buffer, sizeof buffer, 0);
      last_read_ = got;
      if (got <= 0) return all;
      all.append(buffer, static_cast<size_t>(got));
    }
  }
  /// Whether the last `ReadAll` met the end of the stream, not a reset or silence.
  bool ended() const { return last_read_ == 0; }
  /// Up to the empty line that ends an HTTP head.
  std::string ReadHead() const {
    std::string head;
    char octet = 0;
    while (!head.ends_with("\r\n\r\n") && recv(fd_, &octet, 1, 0) == 1) head += octet;
    return head;
  }

 private:
  int fd_;
  bool connected_ = false;
  mutable ssize_t last_read_ = -1;
};

/// What one handshake is to do.
struct ProbeOptions {
  int version = TLS1_3_VERSION;
  std::string sni;
  std::string host;  ///< Host field; empty: none is sent
  std::string path = "/";
  std::string method = "GET";
  std::string body;
  pki::IdentityPtr identity;
  SSL_SESSION* resume = nullptr;
  bool offer_post_handshake_auth = false;
  bool allow_renegotiation = true;
  std::string alpn;  ///< one protocol
};

/// What was seen.
struct ProbeResult {
  bool handshake = false;
  int alert = -1;          ///< description of the fatal alert received; -1: none
  bool requested = false;  ///< a CertificateRequest came
  std::vector<Bytes> names;
  std::vector<int> certificate_types;
  std::vector<std::string> signature_algorithms;
  bool resumed = false;
  bool close_notify = false;
  std::string reply;
  int status = 0;
  std::string title;
  ossl::SessionPtr session;  ///< the last ticket that came; null if none
};

/// One TLS connection, step by step.
class Probe {
 public:
  Probe(uint16_t port, ProbeOptions options) : Probe(ProbeSocket(port), std::move(options)) {}
  Probe(ProbeSocket socket, ProbeOptions options)
      : options_(std::move(options)), socket_(std::move(socket)) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_session_cache_mode(context_.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context_.get(), KeepSession);
    ssl_.reset(SSL_new(context_.get()));
    SSL* ssl = ssl_.get();
    SSL_set_app_data(ssl, this);
    SSL_set_fd(ssl, socket_.fd());
    SSL_set_min_proto_version(ssl, options_.version);
    SSL_set_max_proto_version(ssl, options_.version);
    SSL_set_info_callback(ssl, SeeAlert);
    SSL_set_cert_cb(ssl, Present, this);
    SSL_set_post_handshake_auth(ssl, options_.offer_post_handshake_auth ? 1 : 0);
    if (!options_.allow_renegotiation) SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
    if (!options_.sni.empty()) SSL_set_tlsext_host_name(ssl, options_.sni.c_str());
    if (options_.resume != nullptr) SSL_set_session(ssl, options_.resume);
    if (!options_.alpn.empty()) {
      const std::string wire = static_cast<char>(options_.alpn.size()) + options_.alpn;
      SSL_set_alpn_protos(ssl, AsBytes(wire).data(), static_cast<unsigned int>(wire.size()));
    }
  }

  bool Handshake() {
    result_.handshake = SSL_connect(ssl_.get()) == 1;
    result_.resumed = SSL_session_reused(ssl_.get()) == 1;
    return result_.handshake;
  }
  /// Sends the request and reads until the end.
  void Exchange() {
    std::string request = options_.method + " " + options_.path + " HTTP/1.1\r\n";
    if (!options_.host.empty()) request += "Host: " + options_.host + "\r\n";
    if (!options_.body.empty()) {
      request += "Content-Length: " + std::to_string(options_.body.size()) + "\r\n";
    }
    Write(request + "\r\n" + options_.body);
    ReadReply();
  }
  void Write(const std::string& text) {
    SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
  }
  void ReadReply() {
    char buffer[4096];
    int got = 0;
    while ((got = SSL_read(ssl_.get(), buffer, sizeof buffer)) > 0) {
      result_.reply.append(buffer, static_cast<size_t>(got));
    }
    result_.close_notify = SSL_get_error(ssl_.get(), got) == SSL_ERROR_ZERO_RETURN;
    // Without it the library calls the session broken and does not resume it.
    if (result_.close_notify) SSL_shutdown(ssl_.get());
    if (result_.reply.size() > 12) result_.status = std::atoi(result_.reply.c_str() + 9);
    const size_t from = result_.reply.find("<title>");
    const size_t to = result_.reply.find("</title>");
    if (to != std::string::npos) result_.title = result_.reply.substr(from + 7, to - from - 7);
  }
  SSL* ssl() const { return ssl_.get(); }
  int fd() const { return socket_.fd(); }
  ProbeResult& result() { return result_; }

 private:
  static Probe* Of(const SSL* ssl) { return static_cast<Probe*>(SSL_get_app_data(ssl)); }
  static int KeepSession(SSL* ssl, SSL_SESSION* session) {
    Of(ssl)->result_.session.reset(session);
    return 1;
  }
  static void SeeAlert(const SSL* ssl, int where, int value) {
    constexpr int kFatal = 2;
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && value >> 8 == kFatal) {
      Of(ssl)->result_.alert = value & 0xFF;
    }
  }
  /// Runs when the server asks for a certificate.
  static int Present(SSL* ssl, void* argument) {
    auto* self = static_cast<Probe*>(argument);
    self->result_.requested = true;
    self->ReadRequest();
    if (self->options_.identity == nullptr) return 1;
    const pki::Identity& identity = *self->options_.identity;
    SSL_use_certificate(ssl, identity.leaf.get());
    SSL_use_PrivateKey(ssl, identity.key.get());
    SSL_clear_chain_certs(ssl);
    for (const auto& certificate : identity.chain) SSL_add1_chain_cert(ssl, certificate.get());
    return 1;
  }
  void ReadRequest() {
    const STACK_OF(X509_NAME)* names = SSL_get0_peer_CA_list(ssl_.get());
    for (int i = 0; i < sk_X509_NAME_num(names); ++i) {
      unsigned char* der = nullptr;
      const int length = i2d_X509_NAME(sk_X509_NAME_value(names, i), &der);
      result_.names.emplace_back(der, der + length);
      OPENSSL_free(der);
    }
    const unsigned char* types = nullptr;
    const size_t count = static_cast<size_t>(SSL_get0_certificate_types(ssl_.get(), &types));
    result_.certificate_types.assign(types, types + count);
    unsigned char hash = 0;
    unsigned char signature = 0;
    const int schemes =
        SSL_get_sigalgs(ssl_.get(), -1, nullptr, nullptr, nullptr, nullptr, nullptr);
    for (int i = 0; i < schemes; ++i) {
      SSL_get_sigalgs(ssl_.get(), i, nullptr, nullptr, nullptr, &signature, &hash);
      result_.signature_algorithms.push_back(std::to_string(hash) + "." +
                                             std::to_string(signature));
    }
  }

  ProbeOptions options_;
  ProbeSocket socket_;
  ossl::SslCtxPtr context_;
  ossl::SslPtr ssl_;
  ProbeResult result_;
};

/// "tls12" or "tls13", for the names of tests that run at both versions.
inline std::string VersionName(const testing::TestParamInfo<int>& info) {
  return info.param == TLS1_3_VERSION ? "tls13" : "tls12";
}

/// Handshake and, if it succeeds, request and reply.
inline ProbeResult Try(uint16_t port, ProbeOptions options) {
  Probe probe(port, std::move(options));
  if (probe.Handshake()) probe.Exchange();
  return std::move(probe.result());
}

}  // namespace shakedown::testing_support
