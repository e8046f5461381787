// Attempts for the tests of diagnosis, told like a story: what the server asked, what the client
// answered, how the server refused. Times are fixed, so nothing here can expire.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attempt/attempt.h"
#include "core/hex.h"
#include "tls/distinguished_name.h"

namespace shakedown::testing_support {

/// The moment at which every story begins: 2026-06-01T12:00:00Z.
inline UtcSeconds StoryTime() { return *ParseUtc("2026-06-01T12:00:00Z"); }

inline tls::DistinguishedName Dn(const std::string& text) {
  const auto name = tls::NameFromText(text);
  return name ? *name : tls::DistinguishedName{};
}

/// "CN=text" whose value is a PrintableString instead of a UTF8String: the same name in other
/// bytes.
inline tls::DistinguishedName PrintableDn(const std::string& common_name) {
  tls::DistinguishedName name = Dn("CN=" + common_name);
  for (auto& rdn : name.rdns) {
    for (auto& attribute : rdn) attribute.string_tag = 19;
  }
  const size_t tag = name.der.size() - common_name.size() - 2;
  name.der[tag] = 19;
  return name;
}

// ---- Certificates and identities --------------------------------------------------------------

/// A sound end-entity certificate, valid through 2026.
inline attempt::CertificateFacts Leaf(const std::string& subject, const std::string& issuer) {
  attempt::CertificateFacts facts;
  facts.subject = Dn(subject);
  facts.issuer = Dn(issuer);
  facts.serial = "1f2e";
  facts.not_before = *ParseUtc("2026-01-01T00:00:00Z");
  facts.not_after = *ParseUtc("2026-12-31T23:59:59Z");
  facts.key = {attempt::KeyType::kEc, 256, "P-256"};
  facts.signature_algorithm = "ecdsa-with-SHA256";
  facts.signature_digest = "SHA256";
  facts.signature_scheme = static_cast<tls::SignatureScheme>(0x0403);
  facts.sha256 = ToHex(AsBytes(subject + "/" + issuer));
  return facts;
}

/// A sound intermediate.
inline attempt::CertificateFacts Intermediate(const std::string& subject,
                                              const std::string& issuer) {
  attempt::CertificateFacts facts = Leaf(subject, issuer);
  facts.is_ca = true;
  facts.key_usage = attempt::KeyUsage{.key_cert_sign = true, .crl_sign = true};
  return facts;
}

inline attempt::CertificateFacts SelfSigned(const std::string& subject) {
  attempt::CertificateFacts facts = Leaf(subject, subject);
  facts.self_issued = true;
  facts.self_signed = true;
  return facts;
}

inline attempt::IdentityFacts Identity(std::vector<attempt::CertificateFacts> chain) {
  attempt::IdentityFacts identity;
  identity.name = "alice";
  identity.present = true;
  identity.chain = std::move(chain);
  return identity;
}

/// CN=alice issued by CN=Trusted Root, over `intermediates` intermediates that are all presented.
inline attempt::IdentityFacts Alice(int intermediates = 0) {
  std::vector<attempt::CertificateFacts> chain;
  std::string issuer = "CN=Trusted Root";
  for (int i = 1; i <= intermediates; ++i) {
    const std::string subject = "CN=Sub CA " + std::to_string(i);
    chain.insert(chain.begin(), Intermediate(subject, issuer));
    issuer = subject;
  }
  chain.insert(chain.begin(), Leaf("CN=alice", issuer));
  return Identity(std::move(chain));
}

/// CN=mallory of an authority that the stories' servers do not list.
inline attempt::IdentityFacts Mallory() {
  return Identity({Leaf("CN=mallory", "CN=Unknown Root")});
}

/// The identity as checked against the server's CA file: no findings means trusted.
inline attempt::IdentityFacts Checked(attempt::IdentityFacts identity,
                                      std::vector<attempt::PathFinding> findings = {}) {
  attempt::PathCheck path;
  path.trusted = findings.empty();
  path.intermediates = static_cast<int>(identity.chain.size()) - 1;
  path.findings = std::move(findings);
  identity.path = path;
  return identity;
}

// ---- Servers' handwriting ---------------------------------------------------------------------

/// Which TLS library the story's server writes its request with.
enum class Hand { kOpenSsl, kGo, kGnuTls, kJdk, kUnknown };

inline std::vector<tls::SignatureScheme> SchemesOf(Hand hand) {
  std::vector<uint16_t> values;
  switch (hand) {
    case Hand::kOpenSsl:
      values = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0809, 0x080a, 0x080b,
                0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301};
      break;
    case Hand::kGo:
      values = {0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401,
                0x0501, 0x0601, 0x0503, 0x0603, 0x0201, 0x0203};
      break;
    case Hand::kGnuTls:
      values = {0x0401, 0x0809, 0x0804, 0x0403, 0x0807, 0x0501, 0x080a, 0x0805,
                0x0503, 0x0808, 0x0601, 0x080b, 0x0806, 0x0603, 0x0201, 0x0203};
      break;
    case Hand::kJdk:
      values = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804,
                0x0805, 0x0806, 0x0809, 0x080a, 0x080b};
      break;
    case Hand::kUnknown: values = {0x0403, 0x0804, 0x0401}; break;
  }
  std::vector<tls::SignatureScheme> schemes;
  for (const uint16_t value : values) schemes.push_back(static_cast<tls::SignatureScheme>(value));
  return schemes;
}

// ---- Stories ----------------------------------------------------------------------------------

/// Builds one attempt event by event. The story keeps track of the phase.
class Story {
 public:
  explicit Story(tls::Version version = tls::Version::kTls13) : version_(version) {
    attempt_.trace.started = StoryTime();
    attempt_.spec.target.endpoint = {"gate.test", 8443};
    attempt_.spec.request = attempt::HttpRequest{};
    attempt_.identity.name = "none";
  }
  static Story Tls12() { return Story(tls::Version::kTls12); }
  static Story Tls13() { return Story(tls::Version::kTls13); }

  // -- what was asked for
  Story& Called(std::string purpose) { return attempt_.purpose = std::move(purpose), *this; }
  Story& As(attempt::IdentityFacts identity) {
    return attempt_.identity = std::move(identity), *this;
  }
  Story& Sni(std::string name) { return attempt_.spec.sni = std::move(name), *this; }
  Story& Host(std::string name) { return attempt_.spec.request->host = std::move(name), *this; }
  Story& At(uint16_t port) {
    return attempt_.spec.connect_to = attempt::Endpoint{"127.0.0.1", port}, *this;
  }
  Story& ListenOnly() { return attempt_.spec.request.reset(), *this; }
  attempt::HandshakeSpec& spec() { return attempt_.spec; }

  // -- what happened before TLS
  Story& Add(attempt::EventBody body) {
    attempt_.trace.events.push_back({at_, std::move(body)});
    at_ += std::chrono::microseconds(100);
    return *this;
  }
  Story& Connected() { return Add(attempt::Connected{"127.0.0.1", 8443}); }
  Story& ConnectFails(attempt::ConnectFailed::Reason reason) {
    return Add(attempt::ConnectFailed{reason, "127.0.0.1", "the system's words"});
  }
  Story& Proxy(int status, const std::string& reason) {
    attempt_.spec.via = {{attempt::Hop::Kind::kHttpConnect, {"proxy.test", 3128}}};
    return Add(attempt::ProxyReply{0, status == 200, status, reason});
  }
  Story& Hello(bool offers_session = false) {
    tls::ClientHello hello;
    hello.server_name = attempt::EffectiveSni(attempt_.spec);
    hello.offers_psk = offers_session;
    if (attempt_.trace.events.empty()) Connected();
    return Client(tls::HandshakeType::kClientHello, hello);
  }
  Story& Stranger(const std::string& octets) {
    const ByteSpan bytes = AsBytes(octets);
    return Hello().Add(attempt::NotTls{Bytes(bytes.begin(), bytes.end())});
  }

  // -- the server's flight
  Story& Greeted() {
    if (greeted_) return *this;
    greeted_ = true;
    Hello();
    tls::ServerHello hello;
    hello.version = version_;
    Server(tls::HandshakeType::kServerHello, hello);
    phase_ = attempt::Phase::kHandshake;
    return *this;
  }
  /// CertificateRequest with these CA names, in the handwriting of `hand`.
  Story& Asks(const std::vector<std::string>& names = {"CN=Trusted Root"},
              Hand hand = Hand::kOpenSsl) {
    tls::CertificateRequest request;
    request.has_signature_algorithms = true;
    request.signature_algorithms = SchemesOf(hand);
    for (const std::string& name : names) request.ca_names.push_back(Dn(name));
    return AsksWith(std::move(request));
  }
  Story& AsksWith(tls::CertificateRequest request) {
    Greeted();
    request.version = version_;
    return Server(tls::HandshakeType::kCertificateRequest, std::move(request));
  }
  /// The server's own certificate, told apart by `fingerprint`.
  Story& ServedBy(const std::string& fingerprint) {
    Greeted();
    attempt::ServerChecked checked;
    checked.chain.push_back(Leaf("CN=gate.test", "CN=Server CA"));
    checked.chain.front().sha256 = ToHex(AsBytes(fingerprint));
    checked.checked = true;
    checked.trusted = true;
    checked.name_matches = true;
    return Add(checked);
  }

  // -- the client's flight
  /// Certificate with the identity's chain, CertificateVerify and Finished.
  Story& Presents() { return ClientFlight(attempt_.identity.chain.size()); }
  /// An empty Certificate and Finished.
  Story& PresentsNothing() { return ClientFlight(0); }
  /// Finished only: nobody asked.
  Story& Finishes() {
    Greeted();
    Client(tls::HandshakeType::kFinished);
    Stands();
    return *this;
  }
  /// The handshake resumed an earlier session.
  Story& Resumes() {
    resumed_ = true;
    return Finishes();
  }

  // -- the server's last word
  Story& Ticket() {
    Accepts();
    return Server(tls::HandshakeType::kNewSessionTicket, tls::NewSessionTicket{});
  }
  Story& Quiet() { return Add(attempt::QuietAfterFinished{Milliseconds(300)}); }
  Story& Requests() {
    Accepts();
    Add(attempt::RequestSent{80, true});
    phase_ = attempt::Phase::kAfterRequest;
    return *this;
  }
  /// A reply; `date` is the Date header's offset from our clock in seconds.
  Story& Replies(int status, const std::string& title = "", const std::string& server = "",
                 int date = 0) {
    if (phase_ != attempt::Phase::kAfterRequest) Requests();
    attempt::HttpReply reply;
    reply.status = status;
    reply.reason = "reason";
    reply.title = title;
    if (!server.empty()) reply.headers.emplace_back("Server", server);
    reply.headers.emplace_back("Date", HttpDate(StoryTime() + std::chrono::seconds(date)));
    return Add(reply);
  }
  Story& Header(const std::string& name, const std::string& value) {
    auto& reply = std::get<attempt::HttpReply>(attempt_.trace.events.back().body);
    reply.headers.emplace_back(name, value);
    return *this;
  }
  Story& Body(const std::string& text) {
    std::get<attempt::HttpReply>(attempt_.trace.events.back().body).body = text;
    return *this;
  }
  Story& NginxMissing(int date = 0) {
    return Replies(400, "400 No required SSL certificate was sent", "nginx/1.22.1", date);
  }
  Story& NginxBad(int date = 0) {
    return Replies(400, "400 The SSL certificate error", "nginx/1.22.1", date);
  }
  Story& Alert(int code, attempt::Side from = attempt::Side::kServer) {
    if (attempt_.trace.events.empty()) Hello();
    Add(attempt::AlertSeen{from, tls::AlertLevel::kFatal, static_cast<tls::AlertDescription>(code),
                           phase_});
    if (!stands_) Add(attempt::HandshakeReturned{});
    return *this;
  }
  Story& Closes(attempt::PeerClosed::How how = attempt::PeerClosed::How::kFin) {
    if (attempt_.trace.events.empty()) Hello();
    return Add(attempt::PeerClosed{how, phase_});
  }
  Story& Deadline(attempt::DeadlineHit::Wait wait) {
    return Add(attempt::DeadlineHit{wait, Milliseconds(5000)});
  }

  attempt::Attempt Done() const { return attempt_; }
  operator attempt::Attempt() const { return attempt_; }  // NOLINT: stories are written inline

  Story& Client(tls::HandshakeType type, tls::MessageBody body = {}) {
    return Add(attempt::Message{attempt::Side::kClient, type, Bytes(4), std::move(body), {}});
  }
  Story& Server(tls::HandshakeType type, tls::MessageBody body = {}) {
    return Add(attempt::Message{attempt::Side::kServer, type, Bytes(4), std::move(body), {}});
  }

 private:
  Story& ClientFlight(size_t certificates) {
    Greeted();
    tls::CertificateMessage message;
    message.entries.resize(certificates);
    Client(tls::HandshakeType::kCertificate, message);
    if (certificates > 0) Client(tls::HandshakeType::kCertificateVerify, tls::CertificateVerify{});
    Client(tls::HandshakeType::kFinished);
    // In TLS 1.3 the client is through; in TLS 1.2 the server's Finished is still to come.
    if (version_ == tls::Version::kTls13) Stands();
    return *this;
  }
  void Accepts() {
    if (version_ < tls::Version::kTls13 && !stands_) Stands();
  }
  void Stands() {
    if (stands_) return;
    stands_ = true;
    Add(attempt::HandshakeReturned{.ok = true, .version = version_, .resumed = resumed_});
    phase_ = attempt::Phase::kAfterFinished;
  }
  static std::string HttpDate(UtcSeconds time) {
    static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto days = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(days);
    const std::string text = FormatUtc(time);  // 2026-06-01T12:00:00Z
    return std::string(kDays[std::chrono::weekday(days).c_encoding()]) + ", " + text.substr(8, 2) +
           " " + kMonths[static_cast<unsigned>(date.month()) - 1] + " " + text.substr(0, 4) + " " +
           text.substr(11, 8) + " GMT";
  }

  attempt::Attempt attempt_;
  tls::Version version_;
  attempt::Phase phase_ = attempt::Phase::kBeforeServerHello;
  std::chrono::microseconds at_{0};
  bool greeted_ = false;
  bool stands_ = false;
  bool resumed_ = false;
};

}  // namespace shakedown::testing_support
