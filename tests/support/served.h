// Connections of clients to our server, made up from hellos that real stacks were seen to send.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attempt/served.h"
#include "tests/support/trace_builder.h"

namespace shakedown::testing_support {

inline tls::Extension ExtensionOf(int type, Bytes data = {}) {
  return {static_cast<tls::ExtensionType>(type), std::move(data), 0};
}

inline tls::ClientHello HelloWith(const std::vector<int>& suites, const std::vector<int>& types) {
  tls::ClientHello hello;
  hello.legacy_version = tls::Version::kTls12;
  hello.supported_versions = {tls::Version::kTls13, tls::Version::kTls12};
  for (const int suite : suites)
    hello.cipher_suites.push_back(static_cast<tls::CipherSuite>(suite));
  for (const int type : types) {
    // ec_point_formats: OpenSSL lists three, everybody else one.
    hello.extensions.push_back(ExtensionOf(type, type == 11 ? Bytes{1, 0} : Bytes{}));
  }
  hello.post_handshake_auth =
      tls::Find(hello.extensions, tls::ExtensionType::kPostHandshakeAuth) != nullptr;
  return hello;
}

inline tls::ClientHello GoHello() {
  return HelloWith({0xc02f, 0xc030, 0xc02b, 0x1301, 0x1302, 0x1303},
                   {0, 5, 10, 11, 13, 65281, 16, 18, 43, 51});
}
inline tls::ClientHello CurlHello() {
  tls::ClientHello hello = HelloWith({0x1302, 0x1303, 0x1301, 0xc02c, 0x00ff},
                                     {0, 11, 10, 35, 16, 22, 23, 49, 13, 43, 45, 51, 21});
  for (tls::Extension& extension : hello.extensions) {
    if (static_cast<int>(extension.type) == 11) extension.data = {3, 0, 1, 2};
  }
  return hello;
}
/// GNU Wget leaves out encrypt_then_mac.
inline tls::ClientHello WgetHello() {
  return HelloWith({0x1302, 0x1303, 0x1301, 0x1304, 0xc02c},
                   {5, 10, 11, 13, 35, 51, 43, 49, 65281, 0, 45, 28, 21});
}
inline tls::ClientHello JavaHello() {
  tls::ClientHello hello =
      HelloWith({0x1302, 0x1301, 0x1303, 0xc02c}, {0, 5, 10, 11, 17, 23, 35, 13, 43, 45, 50, 51});
  hello.signature_algorithms_cert = {static_cast<tls::SignatureScheme>(0x0403)};
  return hello;
}
inline tls::ClientHello ChromiumHello() {
  return HelloWith({0x3a3a, 0x1301, 0x1302, 0x1303, 0xc02b, 0x002f},
                   {0x1a1a, 27, 0, 51, 16, 0x44cd, 23, 45, 13, 5, 35, 18, 43, 65281, 11, 10});
}
inline tls::ClientHello FirefoxHello() {
  return HelloWith({0x1301, 0x1303, 0x1302, 0xc02b},
                   {0, 23, 65281, 10, 11, 35, 16, 5, 34, 18, 51, 43, 13, 45, 28, 27});
}

/// Builds the connection of a client step by step.
class ServedStory {
 public:
  explicit ServedStory(tls::ClientHello hello, tls::Version version = tls::Version::kTls13)
      : version_(version) {
    connection_.number = 1;
    connection_.client = {"127.0.0.1", 40000};
    connection_.request_name = "as configured";
    connection_.trace.started = StoryTime();
    Add(attempt::Connected{"127.0.0.1", 40000});
    Say(attempt::Side::kClient, tls::HandshakeType::kClientHello, std::move(hello));
  }

  ServedStory& Add(attempt::EventBody body) {
    connection_.trace.events.push_back({std::chrono::microseconds(100), std::move(body)});
    return *this;
  }
  ServedStory& Say(attempt::Side from, tls::HandshakeType type, tls::MessageBody body) {
    attempt::Message message;
    message.from = from;
    message.type = type;
    message.raw = {static_cast<uint8_t>(type), 0, 0, 0};
    message.body = std::move(body);
    return Add(std::move(message));
  }
  ServedStory& ServerHello() {
    tls::ServerHello hello;
    hello.version = version_;
    return Say(attempt::Side::kServer, tls::HandshakeType::kServerHello, std::move(hello));
  }
  /// Asks for certificates of `names`, with schemes for all usual keys unless `schemes` says less.
  ServedStory& Asks(const std::vector<std::string>& names,
                    std::vector<int> schemes = {0x0403, 0x0503, 0x0807, 0x0804, 0x0401}) {
    ServerHello();
    tls::CertificateRequest request;
    request.version = version_;
    request.has_signature_algorithms = true;
    for (const int scheme : schemes) {
      request.signature_algorithms.push_back(static_cast<tls::SignatureScheme>(scheme));
    }
    for (const std::string& name : names) request.ca_names.push_back(Dn(name));
    return Say(attempt::Side::kServer, tls::HandshakeType::kCertificateRequest, std::move(request));
  }
  ServedStory& Presents(std::vector<attempt::CertificateFacts> chain) {
    tls::CertificateMessage message;
    message.entries.resize(chain.size());
    connection_.chain = std::move(chain);
    return Say(attempt::Side::kClient, tls::HandshakeType::kCertificate, std::move(message));
  }
  ServedStory& PresentsNothing() { return Presents({}); }
  ServedStory& Through() {
    attempt::HandshakeReturned returned;
    returned.ok = true;
    returned.version = version_;
    return Add(std::move(returned));
  }
  ServedStory& Alert(attempt::Side from, tls::AlertDescription description) {
    return Add(
        attempt::AlertSeen{from, tls::AlertLevel::kFatal, description, attempt::Phase::kHandshake});
  }
  ServedStory& Closes(attempt::Phase phase = attempt::Phase::kHandshake) {
    return Add(attempt::PeerClosed{attempt::PeerClosed::How::kFin, phase});
  }
  ServedStory& Requests(const std::string& user_agent, int status,
                        const std::string& method = "GET") {
    attempt::ServedRequest http;
    http.method = method;
    http.path = "/";
    http.user_agent = user_agent;
    connection_.http = std::move(http);
    connection_.status = status;
    return *this;
  }
  ServedStory& Checked(attempt::PathCheck path) {
    path.trusted = path.findings.empty();
    connection_.path = std::move(path);
    return *this;
  }
  attempt::ServedConnection& connection() { return connection_; }

 private:
  attempt::ServedConnection connection_;
  tls::Version version_;
};

}  // namespace shakedown::testing_support
