#include "handshake/proxy_tls.h"

#include <array>
#include <utility>

#include "attempt/endpoint.h"
#include "core/text.h"
#include "handshake/client_callbacks.h"
#include "handshake/tls_transport.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

/// "http/1.1" as a list of one protocol (RFC 7301 section 3.1).
constexpr std::array<unsigned char, 9> kHttp1 = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

/// The chain that the proxy presented, in the form that the checker reads.
tls::CertificateMessage Presented(const SSL* ssl) {
  tls::CertificateMessage message;
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    unsigned char* der = nullptr;
    const int length = i2d_X509(sk_X509_value(chain, i), &der);
    if (length <= 0) break;
    message.entries.emplace_back().der.assign(der, der + length);
    OPENSSL_free(der);
  }
  return message;
}

bool IsTrusted(const attempt::ServerChecked& checked) {
  return checked.checked && checked.trusted && checked.name_matches && !checked.expired;
}

}  // namespace

SSL_CTX* ProxyTls::Context() {
  const std::lock_guard lock(mutex_);
  if (context_ != nullptr) return context_.get();
  ossl::SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return nullptr;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_alpn_protos(context.get(), kHttp1.data(), kHttp1.size());
  // Without a sink these record nothing but secrets, for those who asked for them.
  InstallCallbacks(context.get(), key_log_);
  auto store = pki::TrustStore::System();
  system_ = std::make_unique<ServerChecker>(store ? std::move(*store) : nullptr);
  context_ = std::move(context);
  return context_.get();
}

std::string ProxyTls::CertificateProblem(const SSL* ssl, const std::string& host) {
  const tls::CertificateMessage presented = Presented(ssl);
  if (IsTrusted(servers_->Check(presented, host))) return {};
  const attempt::ServerChecked checked = system_->Check(presented, host);
  if (IsTrusted(checked)) return {};
  if (!checked.problem.empty()) return checked.problem;
  return "there is no trust store to check it against";
}

SecuredHop ProxyTls::Secure(std::unique_ptr<net::Transport> lower, const std::string& host,
                            Deadline deadline) {
  SecuredHop secured;
  SSL_CTX* context = Context();
  ossl::ClearErrors();
  ossl::SslPtr ssl(context == nullptr ? nullptr : SSL_new(context));
  if (ssl == nullptr) {
    ossl::ClearErrors();
    secured.end = net::Exchange::kClosed;
    secured.failure = "the local TLS library is out of memory";
    return secured;
  }
  // SNI carries names only (RFC 6066 section 3).
  if (!attempt::IsIpLiteral(host)) SSL_set_tlsext_host_name(ssl.get(), host.c_str());
  auto tls = std::make_unique<TlsTransport>(std::move(lower), std::move(ssl));
  secured.end = tls->Handshake(deadline);
  if (secured.end != net::Exchange::kDone) {
    secured.failure =
        secured.end == net::Exchange::kTimedOut ? "no answer in time" : tls->Failure();
    return secured;
  }
  secured.version = Printable(SSL_get_version(tls->ssl()));
  secured.certificate_problem = CertificateProblem(tls->ssl(), host);
  secured.transport = std::move(tls);
  return secured;
}

}  // namespace shakedown::handshake
