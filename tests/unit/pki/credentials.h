// Encodings of keys, requests and bundles that the loader has to cope with, made at run time.
#pragma once

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include <fstream>
#include <string>
#include <vector>

#include "ossl/handles.h"
#include "pki/identity.h"
#include "pki/mint.h"
#include "pki/read_facts.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_authority.h"

namespace shakedown::testing_support {

inline std::string Drained(BIO* sink) {
  const char* text = nullptr;
  const long length = BIO_get_mem_data(sink, &text);
  return std::string(text, static_cast<size_t>(length));
}

inline std::string KeyPem(EVP_PKEY* key, const std::string& passphrase = {}) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(sink.get(), key, passphrase.empty() ? nullptr : EVP_aes_256_cbc(),
                                passphrase.empty() ? nullptr : passphrase.data(),
                                static_cast<int>(passphrase.size()), nullptr, nullptr);
  return Drained(sink.get());
}

inline std::string TraditionalKeyPem(EVP_PKEY* key, const std::string& passphrase = {}) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey_traditional(
      sink.get(), key, passphrase.empty() ? nullptr : EVP_aes_128_cbc(),
      reinterpret_cast<const unsigned char*>(passphrase.empty() ? nullptr : passphrase.data()),
      static_cast<int>(passphrase.size()), nullptr, nullptr);
  return Drained(sink.get());
}

inline std::string KeyDer(EVP_PKEY* key) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  i2d_PrivateKey_bio(sink.get(), key);
  return Drained(sink.get());
}

inline std::string Pkcs8Der(EVP_PKEY* key, const std::string& passphrase = {}) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  i2d_PKCS8PrivateKey_bio(sink.get(), key, passphrase.empty() ? nullptr : EVP_aes_256_cbc(),
                          passphrase.empty() ? nullptr : passphrase.data(),
                          static_cast<int>(passphrase.size()), nullptr, nullptr);
  return Drained(sink.get());
}

inline std::string PublicKeyPem(EVP_PKEY* key) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(sink.get(), key);
  return Drained(sink.get());
}

inline std::string RequestPem(EVP_PKEY* key) {
  const ossl::RequestPtr request(X509_REQ_new());
  X509_REQ_set_pubkey(request.get(), key);
  X509_REQ_sign(request.get(), key, EVP_sha256());
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(sink.get(), request.get());
  return Drained(sink.get());
}

inline std::string CrlPem(X509_CRL* crl) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_CRL(sink.get(), crl);
  return Drained(sink.get());
}

inline std::string DerText(X509* certificate) {
  const Bytes der = pki::ToDer(certificate);
  return std::string(AsText(der));
}

/// How a PKCS#12 bundle deviates from a modern one.
struct BundleShape {
  const char* passphrase = nullptr;
  bool with_key = true;
  bool with_leaf = true;
  bool legacy = false;  ///< RC2-40 and 3DES
  bool with_mac = true;
};

/// DER of a bundle; empty if this system has no legacy provider and one is needed.
inline std::string BundleDer(const pki::Identity& identity, const BundleShape& shape) {
  struct Context {
    OSSL_LIB_CTX* library = OSSL_LIB_CTX_new();
    OSSL_PROVIDER* standard = OSSL_PROVIDER_load(library, "default");
    OSSL_PROVIDER* legacy = nullptr;
    ~Context() {
      if (legacy != nullptr) OSSL_PROVIDER_unload(legacy);
      OSSL_PROVIDER_unload(standard);
      OSSL_LIB_CTX_free(library);
    }
  } context;
  if (shape.legacy) {
    context.legacy = OSSL_PROVIDER_load(context.library, "legacy");
    if (context.legacy == nullptr) return {};
  }
  const ossl::X509StackPtr chain(sk_X509_new_null());
  for (const ossl::X509Ptr& certificate : identity.chain) {
    sk_X509_push(chain.get(), ossl::UpRef(certificate.get()).release());
  }
  const ossl::Pkcs12Ptr bundle(
      PKCS12_create_ex(shape.passphrase, "x", shape.with_key ? identity.key.get() : nullptr,
                       shape.with_leaf ? identity.leaf.get() : nullptr, chain.get(),
                       shape.legacy ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC : 0,
                       shape.legacy ? NID_pbe_WithSHA1And40BitRC2_CBC : 0, 0,
                       shape.with_mac ? 0 : -1, 0, context.library, nullptr));
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  i2d_PKCS12_bio(sink.get(), bundle.get());
  return Drained(sink.get());
}

/// A CA with a client identity below two intermediates, and a folder to write into.
class Credentials {
 public:
  Credentials()
      : root_(Need(pki::MintRoot("Root"))),
        identity_(Need(pki::Mint(*root_, {.name = "alice", .intermediates = 2, .dns_names = {}}))) {
  }

  const pki::Authority& root() const { return *root_; }
  const pki::Identity& identity() const { return *identity_; }
  std::string leaf() const { return pki::ToPem(identity_->leaf.get()); }
  std::string link(size_t index) const { return pki::ToPem(identity_->chain[index].get()); }
  std::string root_pem() const { return pki::ToPem(root_->certificate.get()); }
  std::string key() const { return KeyPem(identity_->key.get()); }
  TemporaryFolder& folder() { return folder_; }

  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(folder_.File(name), std::ios::binary) << content;
    return folder_.File(name);
  }

 private:
  TemporaryFolder folder_;
  pki::AuthorityPtr root_;
  pki::IdentityPtr identity_;
};

/// Subjects of a presented chain, leaf first.
inline std::vector<std::string> Subjects(const pki::Identity& identity) {
  std::vector<std::string> subjects;
  for (const attempt::CertificateFacts& facts : identity.facts.chain) {
    subjects.push_back(tls::ToText(facts.subject));
  }
  return subjects;
}

/// An environment variable for the length of a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { unsetenv(name_); }

 private:
  const char* name_;
};

}  // namespace shakedown::testing_support
