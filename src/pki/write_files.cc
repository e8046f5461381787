// Minted things as files.
#include <openssl/pem.h>

#include "core/file.h"
#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/mint.h"
#include "pki/read_facts.h"

namespace shakedown::pki {
namespace {

std::string TextOf(BIO* sink) {
  const char* text = nullptr;
  const long length = BIO_get_mem_data(sink, &text);
  return std::string(text, static_cast<size_t>(length));
}

/// A place in `directory`; the base name must not lead elsewhere.
Result<std::string> PathIn(const std::string& directory, const std::string& base_name) {
  if (base_name.empty() || base_name.front() == '.' ||
      base_name.find_first_of(std::string_view("/\0", 2)) != std::string::npos) {
    return Error(ErrorCode::kUsage, "'" + Printable(base_name) + "' cannot be a file name")
        .WithHint("choose an identity name without '/' that does not begin with a dot");
  }
  return (directory.empty() ? std::string(".") : directory) + "/" + base_name;
}

Result<void> Written(const std::string& path, std::string_view content, FileAccess access) {
  Result<void> written = WriteFile(path, content, access);
  if (written) return written;
  return std::move(written).error().WithHint(
      "create the folder first (mkdir -p) and check that you may write to it");
}

Result<void> WriteKey(const std::string& path, EVP_PKEY* key) {
  ossl::ClearErrors();
  const ossl::BioPtr sink(BIO_new(BIO_s_secmem()));
  if (sink == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(sink.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot encode a private key");
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(sink.get(), &text);
  return Written(path, {text, static_cast<size_t>(length)}, FileAccess::kOwnerOnly);
}

Result<void> WritePkcs12(const std::string& path, const Identity& identity,
                         const std::string& passphrase) {
  ossl::ClearErrors();
  const ossl::X509StackPtr chain(sk_X509_new_null());
  for (const ossl::X509Ptr& certificate : identity.chain) {
    ossl::X509Ptr reference = ossl::UpRef(certificate.get());
    if (chain == nullptr || sk_X509_push(chain.get(), reference.get()) == 0) break;
    (void)reference.release();  // the stack owns it now
  }
  const ossl::Pkcs12Ptr bundle(PKCS12_create(passphrase.c_str(), identity.name.c_str(),
                                             identity.key.get(), identity.leaf.get(), chain.get(),
                                             0, 0, 0, 0, 0));
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  if (bundle == nullptr || sink == nullptr || i2d_PKCS12_bio(sink.get(), bundle.get()) != 1) {
    return ossl::LibraryError(ErrorCode::kInternal, "cannot encode a PKCS#12 bundle");
  }
  return Written(path, TextOf(sink.get()), FileAccess::kOwnerOnly);
}

std::string PemOf(X509* first, std::span<const ossl::X509Ptr> chain) {
  std::string text = ToPem(first);
  for (const ossl::X509Ptr& certificate : chain) {
    if (X509_cmp(certificate.get(), first) != 0) text += ToPem(certificate.get());
  }
  return text;
}

}  // namespace

Result<void> WriteIdentity(const std::string& directory, const Identity& identity,
                           const std::string& p12_passphrase) {
  const Result<std::string> base = PathIn(directory, identity.name);
  if (!base) return base.error();
  Result<void> written =
      Written(*base + ".pem", PemOf(identity.leaf.get(), identity.chain), FileAccess::kShared);
  if (!written) return written;
  written = WriteKey(*base + ".key", identity.key.get());
  if (!written || p12_passphrase.empty()) return written;
  return WritePkcs12(*base + ".p12", identity, p12_passphrase);
}

Result<void> WriteAuthority(const std::string& directory, const std::string& base_name,
                            const Authority& authority) {
  const Result<std::string> base = PathIn(directory, base_name);
  if (!base) return base.error();
  const Result<void> written = Written(
      *base + ".pem", PemOf(authority.certificate.get(), authority.chain), FileAccess::kShared);
  if (!written) return written;
  return WriteKey(*base + ".key", authority.key.get());
}

Result<void> WriteCrl(const std::string& path, std::span<X509_CRL* const> crls) {
  ossl::ClearErrors();
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  for (X509_CRL* const crl : crls) {
    if (sink == nullptr || PEM_write_bio_X509_CRL(sink.get(), crl) != 1) {
      return ossl::LibraryError(ErrorCode::kInternal, "cannot encode a CRL");
    }
  }
  return Written(path, TextOf(sink.get()), FileAccess::kShared);
}

}  // namespace shakedown::pki
