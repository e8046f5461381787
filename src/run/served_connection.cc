#include "run/served_connection.h"

#include <utility>

#include "attempt/trace_view.h"
#include "core/text.h"
#include "handshake/peer_hosts.h"
#include "pki/chain.h"
#include "pki/read_chain.h"

namespace shakedown::run {
namespace {

constexpr size_t kMostCharacters = 512;
constexpr size_t kMostCertificates = 20;

std::string Shown(std::string_view text) { return ElideEnd(Printable(text), kMostCharacters); }

std::string_view FieldOf(const handshake::RequestHead& head, std::string_view name) {
  for (const auto& [key, value] : head.fields) {
    if (EqualsIgnoringAsciiCase(key, name)) return value;
  }
  return {};
}

attempt::ServedRequest ToRequest(const handshake::RequestHead& head) {
  attempt::ServedRequest request;
  request.method = Shown(head.method);
  request.path = Shown(head.target);
  request.host = Shown(head.host);
  request.user_agent = Shown(FieldOf(head, "User-Agent"));
  request.origin = Shown(FieldOf(head, "Origin"));
  request.preflight =
      head.method == "OPTIONS" && !FieldOf(head, "Access-Control-Request-Method").empty();
  return request;
}

/// The certificates of the client's last Certificate message that can be read, leaf first.
std::vector<ossl::X509Ptr> Presented(const attempt::HandshakeTrace& trace) {
  std::vector<ossl::X509Ptr> chain;
  const auto message = attempt::ClientCertificate(trace);
  const auto* body = message ? std::get_if<tls::CertificateMessage>(&message->body) : nullptr;
  if (body == nullptr) return chain;
  for (const tls::CertificateEntry& entry : body->entries) {
    if (chain.size() == kMostCertificates) break;
    const uint8_t* cursor = entry.der.data();
    ossl::X509Ptr certificate(d2i_X509(nullptr, &cursor, static_cast<long>(entry.der.size())));
    if (certificate) chain.push_back(std::move(certificate));
  }
  return chain;
}

void CheckChain(const handshake::PeerHost& host, std::span<const ossl::X509Ptr> known,
                attempt::ServedConnection* connection) {
  std::vector<ossl::X509Ptr> chain = Presented(connection->trace);
  connection->chain = pki::ReadChain(chain);
  if (chain.empty() || host.client_trust == nullptr) return;
  const ossl::X509Ptr leaf = std::move(chain.front());
  chain.erase(chain.begin());
  pki::CheckOptions check;
  check.max_intermediates = host.verify_depth;
  connection->path = pki::CheckPath(leaf.get(), chain, known, *host.client_trust, check);
}

}  // namespace

attempt::ServedConnection ToServedConnection(handshake::PeerReport report,
                                             const handshake::PeerHost& host,
                                             std::string request_name,
                                             std::span<const ossl::X509Ptr> known) {
  attempt::ServedConnection connection;
  connection.number = report.number;
  connection.client = std::move(report.client);
  connection.request_name = std::move(request_name);
  connection.late = host.behaviour == handshake::Behaviour::kLate;
  connection.required = handshake::RequiresAtOnce(host.behaviour);
  connection.trace = std::move(report.trace);
  if (report.request) connection.http = ToRequest(*report.request);
  connection.status = report.status;
  CheckChain(host, known, &connection);
  return connection;
}

}  // namespace shakedown::run
