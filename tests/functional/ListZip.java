import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Tells the name and the SHA-256 of each entry: ListZip (file|stream) ARCHIVE. */
class ListZip {
    private static final PrintStream out = new PrintStream(System.out, false, java.nio.charset.StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("file")) {
            readFile(arguments[1]);
        } else {
            readStream(arguments[1]);
        }
        out.flush();
    }

    private static void readFile(String path) throws Exception {
        try (ZipFile archive = new ZipFile(path)) {
            for (var entries = archive.entries(); entries.hasMoreElements();) {
                ZipEntry entry = entries.nextElement();
                try (InputStream content = archive.getInputStream(entry)) {
                    tell(entry, content);
                }
            }
        }
    }

    private static void readStream(String path) throws Exception {
        var file = new BufferedInputStream(new FileInputStream(path), 1 << 20);
        try (ZipInputStream archive = new ZipInputStream(file)) {
            for (ZipEntry entry; (entry = archive.getNextEntry()) != null;) {
                tell(entry, archive);
            }
        }
    }

    private static void tell(ZipEntry entry, InputStream content) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] block = new byte[1 << 20];
        for (int size; (size = content.read(block)) > 0;) {
            digest.update(block, 0, size);
        }
        out.println(HexFormat.of().formatHex(digest.digest()) + " " + entry.getName());
    }
}
