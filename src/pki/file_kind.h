// What people hand over in place of a certificate or a key, and how each of these is repaired.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace shakedown::pki {

/// Kinds of content; the first three are what loading is about.
enum class FileKind {
  kCertificate,
  kPrivateKey,
  kCrl,
  kEmpty,
  kHtml,
  kJavaKeyStore,
  kPuttyKey,
  kOpenSshKey,
  kSshPublicKey,
  kCertificateRequest,
  kPublicKey,
  kParameters,
  kPkcs12,
  kPkcs7,
  kUtf16,
  kBareBase64,
  kUnknown,
};

/// "a certificate signing request", with article.
std::string_view Noun(FileKind kind);

/// A guess for content that is neither PEM nor DER of a known structure.
FileKind GuessKind(std::string_view content);
/// The kind that a PEM label stands for ("X509 CRL").
FileKind KindOfLabel(std::string_view label);

/// kFormat: `path` was to hold `wanted` and holds `found`; the hint has the repairing command.
Error WrongKind(const std::string& path, FileKind wanted, FileKind found);

/// `path` as one word of a shell command, printable.
std::string ShellWord(const std::string& path);

}  // namespace shakedown::pki
