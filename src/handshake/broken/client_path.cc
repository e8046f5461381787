#include "handshake/broken/client_path.h"

#include <openssl/x509v3.h>

#include "ossl/error_queue.h"

namespace shakedown::handshake::broken {

bool IsTrusted(SSL* ssl, std::span<const ossl::X509Ptr> certificates, size_t leaf) {
  X509_STORE* trust = nullptr;
  if (leaf >= certificates.size() ||
      SSL_CTX_get0_verify_cert_store(SSL_get_SSL_CTX(ssl), &trust) != 1 || trust == nullptr) {
    return false;
  }
  const ossl::X509StackPtr others(sk_X509_new_null());
  if (others == nullptr) return false;
  for (const ossl::X509Ptr& certificate : certificates) {
    if (sk_X509_push(others.get(), certificate.get()) == 0) return false;
    X509_up_ref(certificate.get());
  }
  const ossl::StoreCtxPtr path(X509_STORE_CTX_new());
  if (path == nullptr ||
      X509_STORE_CTX_init(path.get(), trust, certificates[leaf].get(), others.get()) != 1) {
    return false;
  }
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(path.get());
  X509_STORE_CTX_set_default(path.get(), "ssl_client");
  X509_VERIFY_PARAM_set1(rules, SSL_get0_param(ssl));
  X509_VERIFY_PARAM_set_auth_level(rules, SSL_get_security_level(ssl));
  const bool good = X509_verify_cert(path.get()) == 1;
  ossl::ClearErrors();
  return good;
}

bool MaySign(X509* certificate) {
  return (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) != 0;
}

}  // namespace shakedown::handshake::broken
