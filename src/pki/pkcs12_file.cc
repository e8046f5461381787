#include "pki/pkcs12_file.h"

#include <utility>

#include "core/text.h"
#include "ossl/error_queue.h"
#include "pki/credential_file.h"

namespace shakedown::pki {
namespace {

Error NotABundle(const CredentialFile& file) {
  if (!file.certificates.empty() || !file.keys.empty()) {
    return Error(ErrorCode::kFormat,
                 "'" + Printable(file.path) + "' is no PKCS#12 bundle; it holds " +
                     std::string(Noun(file.certificates.empty() ? FileKind::kPrivateKey
                                                                : FileKind::kCertificate)))
        .WithHint(
            "use --cert and --key instead of --p12, or bundle them: openssl pkcs12 -export "
            "-in cert.pem -inkey key.pem -out identity.p12");
  }
  return Missing(file, FileKind::kPkcs12);
}

Error LegacyCipher(const std::string& path) {
  const std::string file = ShellWord(path);
  return Error(ErrorCode::kUnsupported,
               "the PKCS#12 bundle '" + Printable(path) +
                   "' is encrypted with an old cipher (RC2 or 3DES) that the TLS library no longer "
                   "offers")
      .WithHint("encrypt it anew: openssl pkcs12 -legacy -in " + file +
                " -nodes -out tmp.pem && openssl pkcs12 -export -in tmp.pem -out new.p12 && "
                "rm tmp.pem");
}

Error PassphraseError(const std::string& path, bool given) {
  const std::string name = "'" + Printable(path) + "'";
  if (!given) {
    return Error(ErrorCode::kPassphraseMissing,
                 "the PKCS#12 bundle " + name + " is encrypted and no passphrase is given")
        .WithHint("name its source with --pass env:NAME or --pass file:PATH");
  }
  return Error(ErrorCode::kPassphraseWrong,
               "the passphrase does not open the PKCS#12 bundle " + name)
      .WithHint("check it with: openssl pkcs12 -noout -info -in " + ShellWord(path));
}

/// The passphrase under which the bundle's MAC holds. Without a passphrase both "none" and "empty"
/// are tried: RFC 7292 encodes them differently and programs write either.
struct Opener {
  const char* text = nullptr;
  bool fits = false;
};

Opener FindOpener(PKCS12* bundle, const Passphrase& passphrase) {
  if (passphrase) {
    const bool fits = PKCS12_mac_present(bundle) != 1 ||
                      PKCS12_verify_mac(bundle, passphrase->c_str(), passphrase->length()) == 1;
    return {passphrase->c_str(), fits};
  }
  if (PKCS12_mac_present(bundle) != 1 || PKCS12_verify_mac(bundle, nullptr, 0) == 1) {
    return {nullptr, true};
  }
  return {"", PKCS12_verify_mac(bundle, "", 0) == 1};
}

Result<Bundle> Open(PKCS12* sealed, const std::string& path, const Passphrase& passphrase) {
  ossl::ClearErrors();
  const Opener opener = FindOpener(sealed, passphrase);
  if (!opener.fits) {
    if (DrainSaysUnsupported()) return LegacyCipher(path);
    return PassphraseError(path, passphrase.has_value());
  }
  const bool has_mac = PKCS12_mac_present(sealed) == 1;
  if (!has_mac && passphrase) {
    // The parser insists on a MAC where there is a passphrase; RFC 7292 section 4 makes it
    // optional.
    PKCS12_set_mac(sealed, passphrase->c_str(), passphrase->length(), nullptr, 0, 1, EVP_sha256());
  }
  ossl::ClearErrors();
  EVP_PKEY* key = nullptr;
  X509* leaf = nullptr;
  STACK_OF(X509)* others = nullptr;
  const bool parsed = PKCS12_parse(sealed, opener.text, &key, &leaf, &others) == 1;
  Bundle bundle{{}, ossl::PkeyPtr(key)};
  const ossl::X509StackPtr owned_others(others);
  if (leaf != nullptr) bundle.certificates.emplace_back(leaf);
  if (!parsed) {
    if (DrainSaysUnsupported()) return LegacyCipher(path);
    if (!has_mac) return PassphraseError(path, passphrase.has_value());
    return Error(ErrorCode::kFormat, "the PKCS#12 bundle '" + Printable(path) + "' is damaged")
        .WithHint("check it with: openssl pkcs12 -noout -info -in " + ShellWord(path));
  }
  const int count = others == nullptr ? 0 : sk_X509_num(others);
  for (int i = 0; i < count; ++i) {
    bundle.certificates.push_back(ossl::UpRef(sk_X509_value(others, i)));
  }
  return bundle;
}

}  // namespace

Result<Bundle> ReadPkcs12(const std::string& path, const Passphrase& passphrase) {
  const Result<CredentialFile> file = ReadCredentialFile(path);
  if (!file) return file.error();
  const ByteSpan der = file->raw.bytes();
  const uint8_t* position = der.data();
  const ossl::Pkcs12Ptr sealed(
      der.empty() ? nullptr : d2i_PKCS12(nullptr, &position, static_cast<long>(der.size())));
  if (sealed == nullptr) return NotABundle(*file);
  Result<Bundle> bundle = Open(sealed.get(), path, passphrase);
  if (!bundle) return bundle;
  if (bundle->key == nullptr) {
    return Error(ErrorCode::kFormat,
                 "the PKCS#12 bundle '" + Printable(path) + "' holds no private key")
        .WithHint("export it again with the key, or use --cert and --key");
  }
  if (bundle->certificates.empty()) {
    return Error(ErrorCode::kFormat,
                 "the PKCS#12 bundle '" + Printable(path) + "' holds no certificate")
        .WithHint("bundle them: openssl pkcs12 -export -in cert.pem -inkey key.pem -out new.p12");
  }
  return bundle;
}

}  // namespace shakedown::pki
