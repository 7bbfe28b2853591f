//! Reading and writing files, with errors that name the file and what to do.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::Unusable;
use super::lang::Lang;
use super::terminal::{printable, shown};

/// The whole content of a file; `-` is standard input.
pub(super) fn read(path: &Path, lang: Lang) -> Result<Vec<u8>, Unusable> {
    let bytes = if path.as_os_str() == "-" {
        // Room enough that a secret is not copied while the buffer grows.
        let mut bytes = Vec::with_capacity(1 << 16);
        io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    bytes.map_err(|error| fault(path, lang.pick("不能读取", "cannot be read"), &error, lang))
}

/// A text file without the line end that editors put behind the last line.
pub(super) fn read_text(path: &Path, lang: Lang) -> Result<zeroize::Zeroizing<String>, Unusable> {
    let bytes = zeroize::Zeroizing::new(read(path, lang)?);
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Unusable(format!("{}: {}", shown(path), lang.pick("不是 UTF-8 文本", "is not UTF-8 text"))))?;
    Ok(zeroize::Zeroizing::new(text.trim_end_matches(['\n', '\r']).to_owned()))
}

/// A file that appears under its name only when it is complete: half-written ones vanish.
pub(super) struct NewFile<'p> {
    path: &'p Path,
    file: NamedTempFile,
    lang: Lang,
}

impl<'p> NewFile<'p> {
    /// Refuses if there is a file of this name already: nothing is overwritten.
    pub(super) fn create(path: &'p Path, lang: Lang) -> Result<Self, Unusable> {
        if path.try_exists().unwrap_or(false) {
            let what = lang.pick("已经存在；请换一个名字或文件夹", "is already there; choose another name or folder");
            return Err(Unusable(format!("{}: {what}", shown(path))));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        // Temporary files are private by themselves; these are for others too, as far as the user's umask says.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.prefix(".yepiao-").tempfile_in(folder);
        let file = file.map_err(|error| fault(path, lang.pick("不能写入", "cannot be written"), &error, lang))?;
        Ok(Self { path, file, lang })
    }

    /// A file with this content.
    pub(super) fn holding(path: &'p Path, bytes: &[u8], lang: Lang) -> Result<Self, Unusable> {
        let mut file = Self::create(path, lang)?;
        let written = file.writer().write_all(bytes);
        written.map_err(|error| fault(path, lang.pick("不能写入", "cannot be written"), &error, lang))?;
        Ok(file)
    }

    /// For writing into.
    pub(super) fn writer(&mut self) -> &mut impl Write {
        &mut self.file
    }

    /// The file itself, for what is read again before it gets its name.
    pub(super) fn file(&mut self) -> &mut std::fs::File {
        self.file.as_file_mut()
    }

    /// Writes everything through to the disk and gives the file its name.
    pub(super) fn finish(self) -> Result<(), Unusable> {
        let Self { path, file, lang } = self;
        let done = file.as_file().sync_all().and_then(|()| file.persist_noclobber(path).map_err(|error| error.error));
        done.map(drop).map_err(|error| fault(path, lang.pick("不能写入", "cannot be written"), &error, lang))
    }
}

/// `path: what: the system's reason`.
pub(super) fn fault(path: &Path, what: &str, error: &io::Error, lang: Lang) -> Unusable {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => lang.pick("没有这个文件", "no such file").to_owned(),
        io::ErrorKind::PermissionDenied => lang.pick("没有权限", "permission denied").to_owned(),
        io::ErrorKind::IsADirectory => lang.pick("这是文件夹", "it is a folder").to_owned(),
        io::ErrorKind::StorageFull => lang.pick("磁盘已满", "the disk is full").to_owned(),
        _ => printable(&error.to_string(), 200),
    };
    Unusable(format!("{}: {what}: {reason}", shown(path)))
}
