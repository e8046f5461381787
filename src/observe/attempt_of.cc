#include "observe/attempt_of.h"

#include <algorithm>
#include <span>
#include <utility>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/read_chain.h"
#include "pki/read_facts.h"

namespace shakedown::observe {
namespace {

using attempt::Side;

constexpr size_t kMaxCertificates = 16;

bool IsReal(tls::Version version) {
  return version >= tls::Version::kSsl30 && version <= tls::Version::kTls13;
}

/// Behind an HTTP proxy the server is whom CONNECT asked for.
void ReadTunnel(const attempt::HandshakeTrace& trace, attempt::HandshakeSpec* spec) {
  constexpr std::string_view kConnect = "CONNECT ";
  for (const attempt::Event& event : trace.events) {
    const auto* line = std::get_if<attempt::DialogueLine>(&event.body);
    if (line == nullptr || line->from != Side::kClient || !line->text.starts_with(kConnect)) {
      continue;
    }
    const std::string rest = line->text.substr(kConnect.size());
    if (auto endpoint = attempt::ParseEndpoint(rest.substr(0, rest.find(' ')))) {
      spec->target.endpoint = *std::move(endpoint);
    }
  }
}

void ReadHello(const tls::ClientHello& hello, attempt::HandshakeSpec* spec) {
  spec->sni = Printable(hello.server_name);
  if (!hello.server_name.empty()) spec->target.endpoint.host = ToLowerAscii(*spec->sni);
  for (const std::string& protocol : hello.alpn) spec->alpn.push_back(Printable(protocol));
  spec->offer_post_handshake_auth = hello.post_handshake_auth;
  spec->min_version = spec->max_version = hello.legacy_version;
  bool first = true;
  for (const tls::Version version : hello.supported_versions) {
    if (!IsReal(version)) continue;  // GREASE
    spec->min_version = first ? version : std::min(spec->min_version, version);
    spec->max_version = first ? version : std::max(spec->max_version, version);
    first = false;
  }
}

void ReadRequests(const Observation& seen, attempt::HandshakeSpec* spec) {
  if (seen.requests.empty()) return;
  spec->request = seen.requests.front();
  spec->target.path = seen.requests.front().path;
  spec->further_requests.assign(seen.requests.begin() + 1, seen.requests.end());
}

/// What the client presented last, as far as it can be read.
std::vector<ossl::X509Ptr> PresentedChain(const attempt::HandshakeTrace& trace) {
  std::vector<ossl::X509Ptr> chain;
  const auto message = attempt::ClientCertificate(trace);
  const auto* certificate =
      message ? std::get_if<tls::CertificateMessage>(&message->body) : nullptr;
  if (certificate == nullptr) return chain;
  for (const tls::CertificateEntry& entry : certificate->entries) {
    if (chain.size() == kMaxCertificates) break;
    const unsigned char* der = entry.der.data();
    ossl::X509Ptr parsed(d2i_X509(nullptr, &der, static_cast<long>(entry.der.size())));
    if (parsed == nullptr) break;
    chain.push_back(std::move(parsed));
  }
  ossl::ClearErrors();
  return chain;
}

attempt::IdentityFacts FactsOf(std::span<const ossl::X509Ptr> chain,
                               const pki::TrustStore* client_trust) {
  attempt::IdentityFacts facts;
  facts.present = !chain.empty();
  facts.name = facts.present ? pki::SubjectText(chain.front().get()) : "none";
  facts.chain = pki::ReadChain(chain);
  if (facts.present && client_trust != nullptr) {
    facts.path = pki::CheckPath(chain.front().get(), chain.subspan(1), {}, *client_trust);
  }
  ossl::ClearErrors();
  return facts;
}

}  // namespace

attempt::Attempt AttemptOf(const Observation& seen, const ObserverKnowledge& knowledge) {
  attempt::Attempt attempt;
  attempt.purpose = "as observed";
  attempt.spec.target.endpoint = seen.ends.server;
  attempt.spec.connect_to = seen.ends.server;
  ReadTunnel(seen.trace, &attempt.spec);
  const auto hello =
      attempt::FirstMessage(seen.trace, Side::kClient, tls::HandshakeType::kClientHello);
  if (hello) {
    if (const auto* body = std::get_if<tls::ClientHello>(&hello->body)) {
      ReadHello(*body, &attempt.spec);
    }
  }
  ReadRequests(seen, &attempt.spec);
  const std::vector<ossl::X509Ptr> presented = PresentedChain(seen.trace);
  const bool sent = attempt::ClientCertificateSent(seen.trace).value_or(false);
  attempt.identity = FactsOf(sent ? std::span<const ossl::X509Ptr>(presented)
                                  : std::span<const ossl::X509Ptr>(knowledge.client_chain),
                             knowledge.client_trust.get());
  attempt.trace = seen.trace;
  return attempt;
}

}  // namespace shakedown::observe
