// Verification callbacks that overlook one kind of fault in a client's certificates.
#pragma once

#include <openssl/x509_vfy.h>

namespace shakedown::handshake::broken {

/// What the library found wrong, and in which certificate of the path.
struct Fault {
  int error = X509_V_OK;
  int depth = 0;                ///< 0: the client's own certificate
  X509* certificate = nullptr;  ///< borrowed
};

/// A callback for SSL_CTX_set_verify that goes on where `overlooks` says so.
template <bool (*overlooks)(const Fault&)>
int Overlook(int good, X509_STORE_CTX* path) noexcept {
  if (good == 1) return 1;
  const Fault fault{X509_STORE_CTX_get_error(path), X509_STORE_CTX_get_error_depth(path),
                    X509_STORE_CTX_get_current_cert(path)};
  if (fault.certificate == nullptr || !overlooks(fault)) return 0;
  X509_STORE_CTX_set_error(path, X509_V_OK);
  return 1;
}

}  // namespace shakedown::handshake::broken
