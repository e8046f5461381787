#include "handshake/peer_ocsp.h"

#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/ocsp.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "net/connector.h"
#include "net/transport.h"
#include "ossl/handles.h"

namespace shakedown::handshake {
namespace {

using BasicPtr = std::unique_ptr<OCSP_BASICRESP, ossl::Deleter<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, ossl::Deleter<OCSP_RESPONSE_free>>;
using RequestPtr = std::unique_ptr<OCSP_REQUEST, ossl::Deleter<OCSP_REQUEST_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, ossl::Deleter<OCSP_CERTID_free>>;

constexpr size_t kMostOctets = 64 * 1024;
constexpr long kClockSkew = 300;

void FreeUrls(STACK_OF(OPENSSL_STRING) * urls) { X509_email_free(urls); }
void FreeText(char* text) { OPENSSL_free(text); }
using UrlsPtr = std::unique_ptr<STACK_OF(OPENSSL_STRING), ossl::Deleter<FreeUrls>>;
using TextPtr = std::unique_ptr<char, ossl::Deleter<FreeText>>;

struct Place {
  std::string host;
  std::string path;
  uint16_t port = 0;
};

/// Where the certificate says its status is known; plain HTTP only.
std::optional<Place> ResponderOf(X509* leaf) {
  const UrlsPtr urls(X509_get1_ocsp(leaf));
  if (urls == nullptr || sk_OPENSSL_STRING_num(urls.get()) == 0) return std::nullopt;
  int tls = 0;
  char* host = nullptr;
  char* path = nullptr;
  int port = 0;
  if (OSSL_HTTP_parse_url(sk_OPENSSL_STRING_value(urls.get(), 0), &tls, nullptr, &host, nullptr,
                          &port, &path, nullptr, nullptr) != 1) {
    return std::nullopt;
  }
  const TextPtr owned_host(host);
  const TextPtr owned_path(path);
  if (tls != 0 || port <= 0 || port > UINT16_MAX) return std::nullopt;
  return Place{host, path, static_cast<uint16_t>(port)};
}

Bytes RequestFor(const Place& place, OCSP_CERTID* id) {
  const RequestPtr request(OCSP_REQUEST_new());
  OCSP_CERTID* const copy = OCSP_CERTID_dup(id);
  unsigned char* der = nullptr;
  // The request owns the id once it is added.
  if (request == nullptr || OCSP_request_add0_id(request.get(), copy) == nullptr) {
    OCSP_CERTID_free(copy);
    return {};
  }
  const int octets = i2d_OCSP_REQUEST(request.get(), &der);
  if (octets <= 0) return {};
  const std::string head =
      "POST " + place.path + " HTTP/1.0\r\nHost: " + place.host +
      "\r\nContent-Type: application/ocsp-request\r\nContent-Length: " + std::to_string(octets) +
      "\r\n\r\n";
  Bytes text(head.begin(), head.end());
  text.insert(text.end(), der, der + octets);
  OPENSSL_free(der);
  return text;
}

/// All that the responder sends until it closes. Only addresses and names of this machine are
/// asked: a certificate must not lead the peer elsewhere.
std::string Exchange(const Place& place, const Bytes& request) {
  const Deadline deadline = Deadline::After(kOcspLimit);
  net::ConnectOutcome outcome =
      net::Connect(net::ResolveInProcess(place.host, place.port), deadline);
  if (!outcome.socket.valid()) return {};
  net::SocketTransport transport(std::move(outcome.socket));
  if (net::SendAll(transport, request, deadline) != net::Exchange::kDone) return {};
  std::string reply;
  std::array<char, 4096> chunk;
  while (reply.size() < kMostOctets && transport.WaitReadable(deadline)) {
    const net::IoResult read =
        transport.Read({reinterpret_cast<uint8_t*>(chunk.data()), chunk.size()});
    if (read.status == net::IoStatus::kWouldBlock) continue;
    if (read.status != net::IoStatus::kDone) break;
    reply.append(chunk.data(), read.octets);
  }
  return reply;
}

/// The answer with a status in it; null for everything else.
BasicPtr Answer(const std::string& reply) {
  const size_t end = reply.find("\r\n\r\n");
  if (end == std::string::npos || !reply.starts_with("HTTP/1.") || reply.substr(8, 5) != " 200 ") {
    return nullptr;
  }
  const ByteSpan body = AsBytes(std::string_view(reply).substr(end + 4));
  const unsigned char* cursor = body.data();
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &cursor, static_cast<long>(body.size())));
  if (response == nullptr ||
      OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    return nullptr;
  }
  return BasicPtr(OCSP_response_get1_basic(response.get()));
}

int Judge(int status, const OcspLeniency& leniency) {
  if (status == V_OCSP_CERTSTATUS_GOOD || leniency.ignores_status) return X509_V_OK;
  return status == V_OCSP_CERTSTATUS_REVOKED ? X509_V_ERR_CERT_REVOKED
                                             : X509_V_ERR_OCSP_CERT_UNKNOWN;
}

/// Section 3.2: the right certificate, a signature of somebody entitled, a time that is now.
int Believe(OCSP_BASICRESP* basic, OCSP_CERTID* id, X509_STORE_CTX* path,
            const OcspLeniency& leniency) {
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  if (leniency.believes_everybody) {
    OCSP_SINGLERESP* const first = OCSP_resp_get0(basic, 0);
    if (first == nullptr) return X509_V_ERR_OCSP_VERIFY_FAILED;
    return Judge(OCSP_single_get0_status(first, nullptr, nullptr, nullptr, nullptr), leniency);
  }
  ASN1_GENERALIZEDTIME* from = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  const bool believed =
      OCSP_basic_verify(basic, X509_STORE_CTX_get0_chain(path), X509_STORE_CTX_get0_store(path),
                        0) > 0 &&
      OCSP_resp_find_status(basic, id, &status, nullptr, nullptr, &from, &until) == 1 &&
      OCSP_check_validity(from, until, kClockSkew, -1) == 1;
  return believed ? Judge(status, leniency) : X509_V_ERR_OCSP_VERIFY_FAILED;
}

}  // namespace

int AskResponder(X509_STORE_CTX* path, const OcspLeniency& leniency) {
  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(path);
  if (chain == nullptr || sk_X509_num(chain) < 2) return X509_V_ERR_OCSP_VERIFY_NEEDED;
  X509* const leaf = sk_X509_value(chain, 0);
  const CertIdPtr id(OCSP_cert_to_id(nullptr, leaf, sk_X509_value(chain, 1)));
  const auto place = ResponderOf(leaf);
  const int without = leniency.takes_silence ? X509_V_OK : X509_V_ERR_OCSP_VERIFY_NEEDED;
  if (id == nullptr || !place) return without;
  const BasicPtr basic = Answer(Exchange(*place, RequestFor(*place, id.get())));
  const int verdict = basic == nullptr ? without : Believe(basic.get(), id.get(), path, leniency);
  ERR_clear_error();
  return verdict;
}

}  // namespace shakedown::handshake
