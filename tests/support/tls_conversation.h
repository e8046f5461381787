// A whole TLS conversation in memory, as the octets that an observer sees between both ends, and
// the key log of its client.
#pragma once

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "attempt/trace.h"
#include "core/bytes.h"
#include "ossl/handles.h"
#include "pki/mint.h"

namespace shakedown::testing_support {

/// What one side sent at once.
struct Flight {
  attempt::Side from{};
  Bytes octets;
};

struct ConversationOptions {
  int version = TLS1_3_VERSION;
  std::string cipher;              ///< of TLS 1.2; empty: the default
  std::string suite;               ///< of TLS 1.3; empty: the default
  bool client_certificate = true;  ///< the client has one
  bool required = true;            ///< the server refuses without
  std::string request = "GET /door HTTP/1.1\r\nHost: gate.test\r\n\r\n";
  std::string reply = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
};

struct Conversation {
  std::vector<Flight> flights;
  std::string key_log;
};

/// Runs client and server against each other until both have nothing to say.
class ConversationMaker {
 public:
  explicit ConversationMaker(const ConversationOptions& options) : options_(options) {}

  Conversation Make() {
    const auto root = pki::MintRoot("Clients CA");
    EXPECT_TRUE(root);
    const auto server =
        pki::Mint(**root, {.name = "gate.test", .dns_names = {"gate.test"}, .server = true});
    const auto client = pki::Mint(**root, {.name = "alice"});
    EXPECT_TRUE(server && client);
    if (!root || !server || !client) return {};
    const ossl::SslCtxPtr server_context(SSL_CTX_new(TLS_server_method()));
    const ossl::SslCtxPtr client_context(SSL_CTX_new(TLS_client_method()));
    SetUp(server_context.get(), **server);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(server_context.get()), (*root)->certificate.get());
    SSL_CTX_add_client_CA(server_context.get(), (*root)->certificate.get());
    SSL_CTX_set_verify(server_context.get(),
                       SSL_VERIFY_PEER | (options_.required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       nullptr);
    SetUp(client_context.get(), **client);
    SSL_CTX_set_verify(client_context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_keylog_callback(client_context.get(), OnKeyLogLine);
    SSL_CTX_set_app_data(client_context.get(), &made_.key_log);
    client_.reset(SSL_new(client_context.get()));
    server_.reset(SSL_new(server_context.get()));
    SSL_set_tlsext_host_name(client_.get(), "gate.test");
    if (!options_.client_certificate) SSL_certs_clear(client_.get());
    Attach(client_.get());
    Attach(server_.get());
    SSL_set_connect_state(client_.get());
    SSL_set_accept_state(server_.get());
    Converse();
    return std::move(made_);
  }

 private:
  static void OnKeyLogLine(const SSL* ssl, const char* line) {
    auto* log = static_cast<std::string*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    *log += std::string(line) + "\n";
  }
  void SetUp(SSL_CTX* context, const pki::Identity& identity) {
    SSL_CTX_set_min_proto_version(context, options_.version);
    SSL_CTX_set_max_proto_version(context, options_.version);
    SSL_CTX_set_security_level(context, 0);
    if (!options_.cipher.empty()) SSL_CTX_set_cipher_list(context, options_.cipher.c_str());
    if (!options_.suite.empty()) SSL_CTX_set_ciphersuites(context, options_.suite.c_str());
    SSL_CTX_use_certificate(context, identity.leaf.get());
    SSL_CTX_use_PrivateKey(context, identity.key.get());
  }
  static void Attach(SSL* ssl) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);
  }
  void Carry(attempt::Side from, SSL* sender, SSL* receiver) {
    char* data = nullptr;
    const long octets = BIO_get_mem_data(SSL_get_wbio(sender), &data);
    if (octets <= 0) return;
    const auto* begin = reinterpret_cast<const uint8_t*>(data);
    made_.flights.push_back({from, Bytes(begin, begin + octets)});
    BIO_write(SSL_get_rbio(receiver), data, static_cast<int>(octets));
    BIO_reset(SSL_get_wbio(sender));
  }
  void Converse() {
    char buffer[4096];
    bool asked = false;
    for (int turn = 0; turn < 12; ++turn) {
      if (SSL_do_handshake(client_.get()) == 1) {
        if (!asked) {
          SSL_write(client_.get(), options_.request.data(),
                    static_cast<int>(options_.request.size()));
          asked = true;
        }
        SSL_read(client_.get(), buffer, sizeof buffer);
      }
      Carry(attempt::Side::kClient, client_.get(), server_.get());
      if (SSL_do_handshake(server_.get()) == 1 &&
          SSL_read(server_.get(), buffer, sizeof buffer) > 0) {
        SSL_write(server_.get(), options_.reply.data(), static_cast<int>(options_.reply.size()));
        SSL_shutdown(server_.get());
      }
      Carry(attempt::Side::kServer, server_.get(), client_.get());
    }
    SSL_set_shutdown(client_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  }

  const ConversationOptions options_;
  ossl::SslPtr client_;
  ossl::SslPtr server_;
  Conversation made_;
};

inline Conversation MakeConversation(const ConversationOptions& options = {}) {
  return ConversationMaker(options).Make();
}

}  // namespace shakedown::testing_support
